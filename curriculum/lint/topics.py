"""Is every topic taught once, practised later, and never used before it is taught?"""

import re
from collections import Counter
from collections.abc import Iterator

from ..http_check import read_yaml
from .draft import Curriculum, Draft
from .rules import Fault, project_rule, rule

NEW, AGAIN = "### New in this project", "### Used again"
_SLUG = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)*)`")
_ENTRY = re.compile(r"^- \*\*[^*]+\*\* \(`([a-z0-9-]+)`\): (.*)$")


@project_rule(
    "topic-known",
    "error",
    "Every topic is in the vocabulary.",
    "Use a slug of topics.toml, or add the topic there.",
)
def topic_known(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for topic in draft.spec.topics:
        if topic not in curriculum.topics:
            yield "", "topics", f"The topic “{topic}” is unknown."


@project_rule(
    "topic-notes",
    "error",
    "Section 7 has one entry for each topic of the project: new ones with what you will have to do and where to read on.",
    "Write `- **Name** (`slug`): where. You will have to …. [Docs](https://…)` under the heading that fits.",
)
def topic_notes(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    place = curriculum.drafts.index(draft)
    new = {topic for topic in draft.spec.topics if curriculum.introduced[topic] == place}
    noted: dict[str, bool] = {}
    under_new = True
    for _number, text in draft.prose_lines("topics"):
        if text.startswith("### "):
            under_new = text.startswith(NEW)
        if not (entry := _ENTRY.match(text)):
            if text.startswith("- "):
                yield "topics", text, "This entry does not name the slug of its topic."
            continue
        slug, note = entry.groups()
        if slug not in draft.spec.topics:
            yield "topics", text, f"“{slug}” is no topic of this project."
        if slug in noted:
            yield "topics", text, f"“{slug}” stands here twice."
        noted[slug] = under_new
        if (slug in new) != under_new:
            yield (
                "topics",
                text,
                f"“{slug}” is {'new here' if slug in new else 'used again'}, and stands under the other heading.",
            )
        if under_new and ("You will have to" not in note or "](https://" not in note):
            yield "topics", text, f"The entry of “{slug}” does not say what you will have to do, or has no link."
    for slug in draft.spec.topics:
        if slug not in noted:
            yield "topics", "", f"The topic “{slug}” has no entry."


@rule(
    "topic-placed",
    "error",
    "Every topic of the vocabulary is taught by a project; a must or should is used again in a later one.",
    "Give the topic to the project that teaches it, and to a later one that needs it.",
)
def topic_placed(curriculum: Curriculum) -> Iterator[Fault]:
    carried = Counter(slug for draft in curriculum.drafts for slug in draft.spec.topics)
    for slug, topic in curriculum.topics.items():
        if slug not in carried:
            yield Fault(f"No project teaches “{slug}”.", curriculum.roadmap_path)
        elif topic.tier in ("must", "should") and carried[slug] < 2:
            path = curriculum.drafts[curriculum.introduced[slug]].path
            yield Fault(f"“{slug}” is a {topic.tier}, and no later project uses it again.", path)


@project_rule(
    "topic-order",
    "error",
    "No topic is used before it is taught.",
    "Use it in a later project, or teach it earlier.",
)
def topic_order(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    place = curriculum.drafts.index(draft)
    introduced = curriculum.introduced
    for slug in draft.spec.topics:
        topic = curriculum.topics.get(slug)
        for needed in topic.requires if topic and introduced[slug] == place else ():
            if introduced.get(needed, place + 1) > place:
                yield "", "topics", f"“{slug}” needs “{needed}”, which comes later."
    for number, text in draft.prose_lines("skill-level"):
        for slug in _SLUG.findall(text):
            if slug in curriculum.topics and introduced.get(slug, place) >= place:
                yield (
                    "skill-level",
                    draft.lines[number - 1],
                    f"Section 2 asks for “{slug}”, which no earlier project teaches.",
                )
    for source in draft.checks:
        data = read_yaml(source)
        named = data.get("topics", []) if isinstance(data, dict) else []
        for slug in named if isinstance(named, list) else []:
            if slug not in draft.spec.topics:
                yield "evaluation", f"id: {data['id']}", f"The check names “{slug}”, which is no topic of this project."
