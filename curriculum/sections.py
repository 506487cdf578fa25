"""The thirteen sections of a spec, in order: the one list that everything else reads."""

from dataclasses import dataclass

ANYWHERE = ("prose", "code", "callout", "image")


@dataclass(frozen=True, slots=True)
class SectionKind:
    """One of the thirteen sections of a project's spec.

    `blocks` are the block types it takes, those that carry its facts first; `starts_with` are the ones a new section
    opens with in the admin.
    """

    number: int
    slug: str
    title: str
    holds: str
    blocks: tuple[str, ...]
    starts_with: tuple[str, ...]
    required: bool = True

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}"


def _kind(
    number: int, slug: str, title: str, holds: str, *typed: str, also: tuple[str, ...] = (), required: bool = True
) -> SectionKind:
    return SectionKind(
        number=number,
        slug=slug,
        title=title,
        holds=holds,
        blocks=(*typed, *also, *ANYWHERE),
        starts_with=typed or ("prose",),
        required=required,
    )


SECTIONS: tuple[SectionKind, ...] = (
    _kind(
        1,
        "summary",
        "Project Title & Summary",
        "Opens with the project's title and summary, which are fields of the project. Add more only if the summary "
        "leaves a question open.",
    ),
    _kind(
        2,
        "skill-level",
        "Skill Level",
        "Who this project is for: what they can do already, and what they can do afterwards. The level itself is a "
        "field of the project.",
    ),
    _kind(
        3,
        "objectives",
        "Learning Objectives",
        "What the learner will be able to do, each with a verb that can be measured and the requirements that prove it.",
        "objectives",
    ),
    _kind(
        4,
        "functional",
        "Functional Requirements",
        "What the system does, feature by feature: one actor, one action, one visible result per requirement.",
        "requirement_group",
    ),
    _kind(
        5,
        "non-functional",
        "Non-Functional Requirements",
        "How well it does it: performance, security, accessibility and the like, each with a number and a way to measure it.",
        "quality_group",
    ),
    _kind(
        6,
        "constraints",
        "Technical Constraints",
        "What must and must not be used, and why: tools, architecture, data model.",
    ),
    _kind(
        7,
        "topics",
        "Topics Covered",
        "Where in the project each topic comes up. The list of topics is a field of the project and is shown above this text.",
    ),
    _kind(
        8,
        "stack",
        "Tech Stack",
        "Languages, libraries, database and infrastructure with their versions, and what each was chosen over.",
        "stack",
    ),
    _kind(
        9,
        "tools",
        "Required Tools & Packages",
        "Everything to install or sign up for: packages, services with a free alternative, environment variables.",
        "tool_group",
    ),
    _kind(
        10,
        "deployment",
        "DevOps & Deployment Steps",
        "From the laptop to the public URL, one action per step, each with a command, a check and a way out.",
        "step",
        required=False,
    ),
    _kind(
        11,
        "schedule",
        "Project Duration Plan",
        "The work in phases and dated tasks with their hours. The tasks add up to the project's hours.",
        "phase",
    ),
    _kind(
        12,
        "stretch",
        "Stretch Goals",
        "What to build next for deeper practice, with hours and a way to know it is done.",
        "stretch_goals",
        required=False,
    ),
    _kind(
        13,
        "evaluation",
        "Evaluation Checklist",
        "How to test the work and how to know that it is done well, with checks that can be run.",
        "evaluation_group",
        also=("http_check",),
    ),
)

SECTION_BY_SLUG = {kind.slug: kind for kind in SECTIONS}
