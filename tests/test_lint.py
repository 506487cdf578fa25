"""Each rule of the linter finds a planted fault, and the shipped curriculum has none.

The faults are planted in the first three projects as they are shipped, which form a small curriculum of their own.
"""

import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from curriculum.lint import RULES, find_faults, load_curricula
from curriculum.lint.draft import TopicEntry
from curriculum.lint.tracing import keys_in, steps_in
from curriculum.lint.wording import sentences

CONTENT = Path(__file__).parent.parent / "content"
ROADMAP = CONTENT / "django-full-stack"
SPEC = "01-inkwell.md"


def put(pattern, new, name=SPEC, count=1):
    """An edit of a file: the first place that the pattern matches."""

    def edit(folder):
        path = folder / name
        text, made = re.subn(pattern, new, path.read_text(), count=count, flags=re.MULTILINE)
        assert made, f"nothing in {name} matches {pattern}"
        path.write_text(text)

    return edit


FAULTS = {
    "text-form": put(r"^level: beginner", "level: novice"),
    "sections": put(r"(?s)^## 6\. .*?(?=^## 7\.)", ""),
    "counts": put(r"(?s)^- \[ \] \*\*S-2\*\*.*?(?=^## 13)", "\n"),
    "keys": put(r"\*\*FR-2\*\*", "**FR-22**"),
    "length": put(r"You end with", "You end with " + "one more word and " * 600),
    "summary-length": put(r"^\*\*Inkwell,", "**Inkwell, " + "long " * 60),
    "phases": put(r"^### Review", "### Looking back"),
    "behind": put(r"^### If you fall behind", "### Some words"),
    "objective-verb": put(r"\*\*O-1\*\* \w+", "**O-1** Understand"),
    "objective-traced": put(r"(\*\*O-1\*\*.*\*Covers:\*).*$", r"\1 FR-14"),
    "new-topics-taught": put(r"feeds-sitemaps-seo, FR-11", "urls-and-views, FR-11"),
    "must-proven": put(r"(\*\*E-5\*\*.*)\(FR-7\)", r"\1"),
    "must-planned": put(r" \(FR-9\)\.", "."),
    "references": put(r"\(FR-7, FR-8\)", "(FR-7, FR-8, FR-99)"),
    "measured": put(r"(\*\*NFR-1\*\*.*) \*Measured by:\*.*$", r"\1"),
    "points": put(r"\*\*E-1\*\* \(5 points\)", "**E-1** (6 points)"),
    "proof-named": put(r"(\*\*E-1\*\*.*) \*Done when:\*.*$", r"\1"),
    "interview": put(r"^1\. (.*) Key points:", r"1. \1 Answer:"),
    "task-size": put(r"Day 1 \(0\.5 h\)", "Day 1 (2 h)"),
    "days": put(r"Day 2 \(1 h\)", "Day 2 (0.5 h)"),
    "project-hours": put(r"^hours: 15", "hours: 25"),
    "deliverables": put(r"(Day 1 .*) Deliverable: ", r"\1 "),
    "roadmap-totals": put(r"\d+ hours", "400 hours", "roadmap.md", count=0),
    "progression": put(r"difficulty 2 of 15", "difficulty 1 of 15", "02-taskforge.md"),
    "topic-known": put(r"^topics: \[", "topics: [html-5, "),
    "topic-notes": put(r" You will have to", " You may"),
    "topic-placed": put(r", feeds-sitemaps-seo\]", "]"),
    "topic-order": put(r"`urls-and-views`", "`social-login-mfa`", "02-taskforge.md"),
    "ranges": put(r"~=6\.1\.3", "~=6.0.0"),
    "traps": put(r"uv add ", 'uv add "psycopg2~=2.9" '),
    "service-facts": put(r"\*\*Render\*\* \(free plan\)", "**Renderer** (free plan)"),
    "step-complete": put(r"^\*\*If it fails:\*\*.*\n", ""),
    "rollback": put(r"(### Step \d+: )Roll back", r"\1Return"),
    "snippet-clean": put(r"^(cd inkwell)", r"$ \1"),
    "snippet-size": put(r"^cd inkwell", "\n".join(f"cd inkwell{n}" for n in range(20))),
    "secret": put(r"^cd inkwell", "export SECRET_KEY=9f8a7d6c5b4e3f2a1b0c9d8e7f6a5b4c"),
    "sentence-length": put(r"You end with", "You end with " + "a word " * 20 + "and"),
    "filler": put(r"You end with", "You simply end with"),
    "undated": put(r"You end with", "Currently, you end with"),
    "limit-in-prose": put(r"^Every row is new\.", "Every row is new. The free plan allows 750 hours."),
    "roadmap-wording": put(r"^You can take", "You can easily take", "roadmap.md"),
    "overlap": lambda folder: shutil.copy(folder / SPEC, folder / "03-gatekeeper.md"),
    "check-form": put(r"^id: p01-home", "name: p01-home"),
    "check-names": put(r"\{method: GET, path: /,", "{as: eve, method: GET, path: /,"),
    "check-ids": put(r"^id: c-404", "id: c-health"),
    "check-can-fail": put(
        r"(?s)^steps:\n  - \{method: GET, path: /, .*?```", "steps:\n  - {method: GET, path: /, expect: {status: 200}}\n```"
    ),
}  # fmt: skip


@pytest.fixture
def roadmap(tmp_path):
    """The first three projects with the topics, the facts and a promise that are theirs."""
    folder = tmp_path / "content" / "django-full-stack"
    folder.mkdir(parents=True)
    for path in [*sorted(ROADMAP.glob("0[123]-*.md")), ROADMAP / "roadmap.md"]:
        shutil.copy(path, folder)
    shutil.copy(CONTENT / "platform-facts.toml", folder.parent)
    promise = folder / "roadmap.md"
    text = re.sub(r"\b\d+ hours\b", "52.5 hours", promise.read_text())
    promise.write_text(re.sub(r"\b26 weeks\b", "4 weeks", text).replace("15 projects", "3 projects"))
    topics = re.sub("^tier = .*\n", "", (CONTENT / "topics.toml").read_text(), flags=re.MULTILINE)
    (folder.parent / "topics.toml").write_text(topics)  # what later projects have to repeat is no must here
    return folder


def found(folder):
    return [
        finding for curriculum in load_curricula([folder], CONTENT) for finding in find_faults(of_its_own(curriculum))
    ]


def of_its_own(curriculum):
    """With the topics that these projects teach, whether a planted fault has left them one or not."""
    taught = {slug for draft in curriculum.drafts for slug in draft.spec.topics} | {"feeds-sitemaps-seo"}
    return replace(curriculum, topics={slug: topic for slug, topic in curriculum.topics.items() if slug in taught})


def test_every_rule_has_a_planted_fault():
    assert set(FAULTS) == set(RULES)


def test_the_copy_without_a_fault_is_clean(roadmap):
    assert [str(finding) for finding in found(roadmap)] == []


@pytest.mark.parametrize("rule", sorted(FAULTS))
def test_a_planted_fault_is_found_with_its_file_its_line_and_a_cure(roadmap, rule):
    FAULTS[rule](roadmap)
    mine = [finding for finding in found(roadmap) if finding.rule == rule]
    assert mine, f"{rule} found nothing"
    for finding in mine:
        lines = Path(finding.path).read_text().split("\n")
        assert 1 <= finding.line <= len(lines)
        assert finding.message and finding.cure
        assert finding.severity in ("error", "warning")


def test_the_shipped_curriculum_has_no_fault():
    shown = io.StringIO()
    call_command("check_curriculum", stdout=shown)
    assert shown.getvalue().strip().endswith("15 projects: 0 errors, 0 warnings.")


def test_a_must_that_no_later_project_repeats_is_named(roadmap):
    [curriculum] = load_curricula([roadmap], CONTENT)
    alone = {"signals": TopicEntry("signals", "Signals", "must")}
    messages = [finding.message for finding in find_faults(replace(curriculum, topics=curriculum.topics | alone))]
    assert "“signals” is a must, and no later project uses it again." in messages


def test_a_line_is_the_one_with_the_fault(roadmap):
    put(r"(\*\*NFR-2\*\*.*) \*Measured by:\*.*$", r"\1")(roadmap)
    [finding] = [finding for finding in found(roadmap) if finding.rule == "measured"]
    assert "**NFR-2**" in (roadmap / SPEC).read_text().split("\n")[finding.line - 1]
    assert finding.section == "5. Non-Functional Requirements"


# The command


def test_of_one_file_only_its_own_faults_are_shown(roadmap):
    FAULTS["filler"](roadmap)
    put(r"^\*\*TaskForge", "**TaskForge, simply", "02-taskforge.md")(roadmap)
    shown = io.StringIO()
    with pytest.raises(CommandError):  # of a whole roadmap, half of the topics are missing
        call_command("check_curriculum", roadmap, stdout=shown)
    assert "01-inkwell.md" in shown.getvalue()
    assert "02-taskforge.md" in shown.getvalue()
    shown = io.StringIO()
    call_command("check_curriculum", roadmap / SPEC, stdout=shown)
    assert "01-inkwell.md: line" in shown.getvalue()
    assert "02-taskforge.md" not in shown.getvalue()


def test_an_error_exits_with_1_and_a_warning_does_not(roadmap):
    FAULTS["filler"](roadmap)
    call_command("check_curriculum", roadmap / SPEC, stdout=io.StringIO())
    FAULTS["points"](roadmap)
    with pytest.raises(CommandError) as error:
        call_command("check_curriculum", roadmap / SPEC, stdout=io.StringIO())
    assert error.value.returncode == 1


def test_machines_get_json(roadmap):
    FAULTS["filler"](roadmap)
    shown = io.StringIO()
    call_command("check_curriculum", roadmap / SPEC, "--format", "json", stdout=shown)
    [finding] = json.loads(shown.getvalue())["findings"]
    assert finding["rule"] == "filler"
    assert finding["line"] == 12
    assert set(finding) == {"rule", "severity", "path", "line", "section", "message", "cure"}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("topics.toml", "[[topic", "topics.toml: this is not valid TOML"),
        ("topics.toml", '[[topic]]\nname = "Signals"', "topics.toml: a topic lacks 'slug'"),
        ("platform-facts.toml", "checked_on = 3", "platform-facts.toml: checked_on must be the day"),
    ],
)
def test_a_damaged_file_of_facts_is_named(roadmap, name, text, says):
    (roadmap.parent / name).write_text(text)
    with pytest.raises(CommandError, match=says):
        call_command("check_curriculum", roadmap)


def test_a_check_of_a_wrong_shape_is_named_and_stops_nothing(roadmap):
    put(r"headers: \{Content-Type: text/html\}", "headers: [Content-Type]")(roadmap)
    [finding] = found(roadmap)
    assert "headers must be a table" in finding.message


def test_nothing_to_check_is_an_error(tmp_path):
    with pytest.raises(CommandError, match=r"No specs were found"):
        call_command("check_curriculum", tmp_path)
    with pytest.raises(CommandError, match=r"does not exist"):
        call_command("check_curriculum", tmp_path / "nowhere")


def test_the_rules_can_be_listed_and_are_documented():
    shown = io.StringIO()
    call_command("check_curriculum", "--rules", stdout=shown)
    assert len(shown.getvalue().strip().splitlines()) == len(RULES)
    assert (CONTENT.parent / "docs" / "content-rules.md").read_text().endswith(shown.getvalue())


# What the rules read out of a text


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("(FR-1, NFR-2)", {"FR-1", "NFR-2"}),
        ("FR-3 to FR-5", {"FR-3", "FR-4", "FR-5"}),
        ("E-1 to 3", {"E-1", "E-2", "E-3"}),
        ("UTF-8, RFC-822 and S3", set()),
    ],
)
def test_keys_are_read_with_their_ranges(text, keys):
    assert keys_in(text) == keys


@pytest.mark.parametrize(
    ("text", "steps"),
    [("steps 6 and 7", {6, 7}), ("Do step 3.", {3}), ("Steps 1 to 3", {1, 2, 3}), ("two steps", set())],
)
def test_steps_are_read_with_their_ranges(text, steps):
    assert steps_in(text) == steps


def test_a_sentence_ends_at_marks_and_markup_is_no_word():
    text = "- [ ] **FR-1** (must) One two. *Measured by:* three `a.b c`; four"
    assert sentences(text) == ["One two.", "three a.b c;", "four"]
