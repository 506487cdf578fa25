"""The text form. A plan is not part of it: what dates say would come back as text of the spec."""

from collections.abc import Iterator

from curriculum.spec_text import write_project, write_roadmap

from .subject import Subject


def write(subject: Subject) -> Iterator[bytes]:
    """The file of a project, byte for byte; of a roadmap its text and the files of its projects, one behind the other.

    `read_projects` reads the same projects from it, and `read_roadmap` the roadmap.
    """
    if not subject.only:
        yield write_roadmap(subject.roadmap).encode()
    for project in subject.projects:
        text = write_project(project.spec)
        yield (text if subject.only else f"\n{text}").encode()
