#!/bin/sh
# Creates the milestones, labels and issues of this project in your GitHub repository.
#
# Run it in your clone, once `gh auth status` says that you are signed in:
#
#     sh issues/create-issues.sh
#
# For a repository elsewhere, set GH_REPO=owner/name. You can run it again at any time: what exists is left as it is,
# so a run that was cut off goes on where it stopped.
set -eu

if ! command -v gh >/dev/null 2>&1; then
    echo "This needs the GitHub CLI, gh: https://cli.github.com/" >&2
    exit 1
fi

milestones=$(gh api --paginate 'repos/{owner}/{repo}/milestones?state=all&per_page=100' --jq '.[].title')
labels=$(gh api --paginate 'repos/{owner}/{repo}/labels?per_page=100' --jq '.[].name')
bodies=$(gh api --paginate 'repos/{owner}/{repo}/issues?state=all&per_page=100' --jq '.[].body // ""')

# milestone TITLE
milestone() {
    case "
$milestones
" in *"
$1
"*) return ;; esac
    gh api 'repos/{owner}/{repo}/milestones' -f "title=$1" >/dev/null
    printf 'Milestone: %s\n' "$1"
}

# label NAME COLOUR DESCRIPTION
label() {
    if printf '%s\n' "$labels" | grep -Fiqx -e "$1"; then return; fi
    gh label create "$1" --color "$2" --description "$3" >/dev/null
    printf 'Label: %s\n' "$1"
}

# issue MARK TITLE BODY LABELS MILESTONE
issue() {
    case $bodies in *"$1"*) return ;; esac
    gh issue create --title="$2" --body="$3" --label="$4" ${5:+"--milestone=$5"} >/dev/null
    printf 'Issue: %s\n' "$2"
}

milestone 'Feature development'
milestone Testing
label functional 1d76db 'What the system does'
label non-functional 5319e7 'How well it does it, measured'
label must b60205 'Needed to pass'
label should d93f0b 'Expected, with a reason if left out'

issue '<!-- spec-item: inkwell/functional/item-1 -->' 'FR-1: The list shows 1 posts' 'The list shows *1* posts.

Priority: must. See “Reading” in [the spec](https://example.org/way/inkwell/#functional).

<!-- spec-item: inkwell/functional/item-1 -->' functional,must 'Feature development'

issue '<!-- spec-item: inkwell/functional/item-2 -->' 'FR-2: The list shows 2 posts' 'The list shows *2* posts.

Priority: must. See “Reading” in [the spec](https://example.org/way/inkwell/#functional).

<!-- spec-item: inkwell/functional/item-2 -->' functional,must 'Feature development'

issue '<!-- spec-item: inkwell/non-functional/item-1 -->' 'NFR-1: At most 1 queries' 'At most 1 queries.

**Measured by:** `assertNumQueries(1)`

Priority: should. See “Performance” in [the spec](https://example.org/way/inkwell/#non-functional).

<!-- spec-item: inkwell/non-functional/item-1 -->' non-functional,should Testing

issue '<!-- spec-item: inkwell/non-functional/item-2 -->' 'NFR-2: At most 2 queries' 'At most 2 queries.

**Measured by:** `assertNumQueries(2)`

Priority: should. See “Performance” in [the spec](https://example.org/way/inkwell/#non-functional).

<!-- spec-item: inkwell/non-functional/item-2 -->' non-functional,should Testing
