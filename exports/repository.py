"""What a learner's own repository begins with: a README, the spec, a pull request template, and the issues to create.

For a roadmap, one folder for each project, as each is a repository of its own.
"""

from collections.abc import Iterator

from curriculum.published import PublishedProject
from curriculum.sections import SECTION_BY_SLUG
from curriculum.spec import Block, EvaluationGroup, EvaluationItem, Section, Stack, Step
from curriculum.spec_text import write_project
from curriculum.spec_text.inline import inline_text
from curriculum.spec_text.writer import number

from .archive import ArchivedFile, archive
from .gfm import Link, absolute, code_span, heading, inline, linked, literal
from .issue_script import create_issues
from .issues import LABELS, Issue, issues, milestone
from .subject import Subject
from .tables import BYTE_ORDER_MARK, table

COLUMNS = ("title", "body", "labels", "milestone")


def write(subject: Subject) -> Iterator[bytes]:
    return archive(_files(subject), subject.changed_at)


def readme(project: PublishedProject, subject: Subject) -> str:
    spec, address = project.spec, subject.site + project.path
    link = absolute(address)
    roadmap = linked(subject.roadmap.title, subject.site + subject.path)
    parts = [
        heading(1, literal(spec.title)),
        inline(spec.summary, link),
        f"{literal(project.level)} project, planned for {number(spec.hours)} h of work. "
        f"It is project {project.number} of {roadmap}.",
        *_stack(project, link),
        *_running(project),
        heading(2, "How the work is organised"),
        "\n".join(
            [
                f"- [docs/spec.md](docs/spec.md) says what is built, as [the portal]({address}) shows it.",
                "- `issues/create-issues.sh` creates an issue for each requirement, in the milestone of its phase, with the "
                "[GitHub CLI](https://cli.github.com/). `issues/issues.csv` has the same issues as a table.",
                "- Each pull request is checked against [the evaluation checklist](.github/pull_request_template.md).",
            ]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def pull_request_template(project: PublishedProject, subject: Subject) -> str:
    address = subject.site + project.path
    link = absolute(address)
    parts = [
        heading(2, "What changes"),
        '<!-- One or two sentences. Name the issue that this closes, as in "Closes #12". -->',
        heading(2, "Evaluation checklist"),
        f"Tick what holds once this is merged. [The spec]({address}#evaluation) says how to test it.",
    ]
    for group in _of_type(project, "evaluation", EvaluationGroup):
        if group.title:
            parts.append(heading(3, inline(group.title, link)))
        parts.append("\n".join(line for item in group.entries for line in _check(item, link)))
    return "\n\n".join(parts) + "\n"


def _files(subject: Subject) -> Iterator[ArchivedFile]:
    for project in subject.projects:
        folder = "" if subject.only else f"{project.number:02}-{project.spec.slug}/"
        found = list(issues(project, subject.site))
        yield _text(f"{folder}README.md", readme(project, subject))
        yield _text(f"{folder}docs/spec.md", write_project(project.spec))
        yield _text(f"{folder}.github/pull_request_template.md", pull_request_template(project, subject))
        yield ArchivedFile(f"{folder}issues/issues.csv", _table(found))
        yield ArchivedFile(f"{folder}issues/create-issues.sh", _script(project, found), executable=True)


def _text(name: str, text: str) -> ArchivedFile:
    return ArchivedFile(name, [text.encode()])


def _table(found: list[Issue]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK
    yield table([COLUMNS]).encode()
    for issue in found:
        yield table([(issue.title, issue.body, ", ".join(issue.labels), issue.milestone)]).encode()


def _script(project: PublishedProject, found: list[Issue]) -> Iterator[bytes]:
    titles = dict.fromkeys(milestone(phase) for phase in project.phases)
    used = {name for issue in found for name in issue.labels}
    labels = {name: about for name, about in LABELS.items() if name in used}
    for part in create_issues(found, filter(None, titles), labels):
        yield part.encode()


def _stack(project: PublishedProject, link: Link) -> Iterator[str]:
    entries = [entry for stack in _of_type(project, "stack", Stack) for entry in stack.entries]
    if entries:
        yield heading(2, "Stack")
        yield "\n".join(
            f"- {' '.join(filter(None, [f'**{literal(entry.name)}**', entry.version and code_span(entry.version)]))}: "
            f"{inline(entry.purpose, link)}"
            for entry in entries
        )


def _running(project: PublishedProject) -> Iterator[str]:
    """The steps by their titles: their commands hold names that only the learner knows, and stand in the spec with their checks."""
    steps = _of_type(project, "deployment", Step)
    if steps:
        yield heading(2, "Run it")
        yield (
            f"Section {SECTION_BY_SLUG['deployment'].number} of [the spec](docs/spec.md) has the command and the check "
            "of each step:"
        )
        yield "\n".join(
            f"{position}. {literal(inline_text(step.title))}" for position, step in enumerate(steps, start=1)
        )


def _check(item: EvaluationItem, link: Link) -> Iterator[str]:
    key = f"**{literal(item.key)}** " if item.key else ""
    points = "" if item.points is None else f"({item.points} point{'' if item.points == 1 else 's'}) "
    yield f"- [ ] {key}{points}{inline(item.text, link)}"
    if item.done_when:
        yield f"  - *Done when:* {inline(item.done_when, link)}"


def _of_type[Kind: Block](project: PublishedProject, section: str, kind: type[Kind]) -> list[Kind]:
    [found] = [part for part in project.spec.sections if part.kind == section] or [Section(section, ())]
    return [block for block in found.blocks if isinstance(block, kind)]
