"""The script that creates issues: run for real, against a program that stands for GitHub's own."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import repository
from exports.issue_script import create_issues
from exports.issues import LABELS, Issue
from tests.github import GitHub
from tests.subjects import shipped, subject_of, zipped

NASTY = """-n 'it''s' "$(touch hacked)" `touch hacked` \\ $HOME ${x} %s %d ! # ; & | < > * ? ~ \n-- EOF\n\n'\n"""


@pytest.fixture
def github(tmp_path):
    return GitHub(tmp_path)


def script_of(subject):
    [script] = [text for name, text in zipped(repository.write(subject)).items() if name.endswith("create-issues.sh")]
    return script


def test_all_scripts_are_shell(tmp_path):
    for name, text in zipped(repository.write(shipped())).items():
        if name.endswith(".sh"):
            path = tmp_path / "script.sh"
            path.write_text(text)
            subprocess.run(["sh", "-n", path], check=True)


def test_the_script_makes_milestones_and_labels_before_issues(github):
    project = shipped().projects[0]
    assert github.run(script_of(subject_of(project.spec))).stderr == ""
    assert github.milestones == [phase.title for phase in project.phases]
    assert github.labels == ["functional", "non-functional", "must", "should"]
    assert len(github.issues) == 26
    kinds = [call[:2] for call in github.calls if "--jq" not in call]
    assert kinds.index(["issue", "create"]) == 6 + 4
    created = next(call for call in github.calls if call[:2] == ["label", "create"])
    assert created == ["label", "create", "functional", "--color", "1d76db", "--description", "What the system does"]


def test_a_second_run_makes_nothing(github):
    script = script_of(subject_of(shipped().projects[0].spec))
    github.run(script)
    before = len(github.calls)
    again = github.run(script)
    assert (again.returncode, again.stdout) == (0, "")
    assert all("--jq" in call for call in github.calls[before:])


def test_a_run_that_was_cut_off_goes_on(github):
    script = script_of(subject_of(shipped().projects[0].spec))
    cut = github.run(script, STOP_AFTER="7")
    assert cut.returncode != 0 and "connection lost" in cut.stderr
    assert len(github.issues) == 7
    assert github.run(script).stdout.count("Issue: ") == 26 - 7
    titles = [issue["title"] for issue in github.issues]
    assert len(titles) == len(set(titles)) == 26


def test_without_the_program_the_script_says_what_it_needs(tmp_path):
    (tmp_path / "script.sh").write_text(script_of(subject_of(shipped().projects[0].spec)))
    empty = tmp_path / "empty"
    empty.mkdir()
    answer = subprocess.run(
        ["/bin/sh", "script.sh"], cwd=tmp_path, env={"PATH": str(empty)}, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "https://cli.github.com/" in answer.stderr


def test_nasty_texts_arrive_as_they_are_and_nothing_is_run(github):
    found = [
        Issue(f"<!-- {number} {NASTY}-->", NASTY, f"{NASTY}<!-- {number} {NASTY}-->", ("must",), NASTY)
        for number in (1, 2)
    ]
    script = "".join(create_issues(found, [NASTY, "--help"], {"must": LABELS["must"]}))
    assert github.run(script).stderr == ""
    assert [(issue["title"], issue["body"], issue["milestone"]) for issue in github.issues] == [
        (issue.title, issue.body, issue.milestone) for issue in found
    ]
    assert github.milestones == [NASTY, "--help"]
    assert not (github.folder / "hacked").exists()


anything = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40) | st.text(
    st.sampled_from("'\"`$()\\ \n-!#;&|"), max_size=12
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(anything, anything), min_size=1, max_size=2))
def test_any_text_arrives_as_it_is(pairs):
    found = [
        Issue(f"<!-- {number} -->", title, f"{body}<!-- {number} -->", ("must",), "")
        for number, (title, body) in enumerate(pairs)
    ]
    with TemporaryDirectory() as folder:
        github = GitHub(Path(folder))
        assert github.run("".join(create_issues(found, [], {}))).returncode == 0
        assert [(issue["title"], issue["body"]) for issue in github.issues] == [
            (issue.title, issue.body) for issue in found
        ]
        assert not any("milestone" in issue for issue in github.issues)
