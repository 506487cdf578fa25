"""A shell script that creates issues with GitHub's own command line program, `gh`.

Each text is one quoted word, so nothing in it is run. What is there already is left alone: milestones and labels are
known by their names, issues by a mark in their body, which survives a new title.
"""

from collections.abc import Iterable, Mapping
from shlex import quote

from .issues import Issue

_BEGIN = """\
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
    printf 'Milestone: %s\\n' "$1"
}

# label NAME COLOUR DESCRIPTION
label() {
    if printf '%s\\n' "$labels" | grep -Fiqx -e "$1"; then return; fi
    gh label create "$1" --color "$2" --description "$3" >/dev/null
    printf 'Label: %s\\n' "$1"
}

# issue MARK TITLE BODY LABELS MILESTONE
issue() {
    case $bodies in *"$1"*) return ;; esac
    gh issue create --title="$2" --body="$3" --label="$4" ${5:+"--milestone=$5"} >/dev/null
    printf 'Issue: %s\\n' "$2"
}
"""


def create_issues(
    found: Iterable[Issue], milestones: Iterable[str], labels: Mapping[str, tuple[str, str]]
) -> Iterable[str]:
    """The script in parts. `milestones` are titles in their order, `labels` colours and descriptions by their names."""
    yield _BEGIN
    yield "\n"
    yield from (f"milestone {quote(title)}\n" for title in milestones)
    yield from (f"label {quote(name)} {colour} {quote(text)}\n" for name, (colour, text) in labels.items())
    for issue in found:
        words = (issue.mark, issue.title, issue.body, ",".join(issue.labels), issue.milestone)
        yield f"\nissue {' '.join(map(quote, words))}\n"
