"""topics.toml to shelves and topics."""

import tomllib
from typing import Any

from django.core.exceptions import ValidationError

from .import_report import Report, refusal
from .models import SkillLevel, Topic, TopicArea
from .spec_pages import topic_digest
from .spec_text import Vocabulary

_FIELDS = {"slug", "name", "area", "aliases", "description", "docs"}


def import_topics(*, text: str, report: Report) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refusal(f"This is not valid TOML: {error}.", "Mend the line it names.") from error
    for position, (slug, name) in enumerate(data.get("areas", {}).items(), start=1):
        TopicArea.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})
    areas = {area.slug: area for area in TopicArea.objects.all()}
    existing = {topic.slug: topic for topic in Topic.objects.select_related("area")}
    for entry in data.get("topic", []):
        wanted = _topic(entry, areas)
        _import_topic(wanted, existing.get(wanted.slug), report)
    read_vocabulary()


def read_vocabulary() -> Vocabulary:
    """What specs may name. Refuses a term that means two topics; each topic's save would compare it with all others."""
    meant: dict[str, Topic] = {}
    for topic in Topic.objects.all():
        for term in topic.terms:
            other = meant.setdefault(term, topic)
            if other.pk != topic.pk:
                message = f"“{term}” means two topics, {other.slug} and {topic.slug}."
                raise refusal(message, "Remove the alias from one.")
    levels = tuple(SkillLevel.objects.values_list("slug", flat=True))
    return Vocabulary({term: topic.slug for term, topic in meant.items()}, levels)


def _topic(entry: dict[str, Any], areas: dict[str, TopicArea]) -> Topic:
    name = entry.get("slug") or entry.get("name") or "?"
    if unknown := set(entry) - _FIELDS:
        raise refusal(f"The topic “{name}” has unknown fields: {', '.join(sorted(unknown))}.", "Remove them.")
    area = areas.get(entry.get("area", ""))
    aliases = entry.get("aliases", [])
    if not entry.get("slug") or not entry.get("name") or area is None or not isinstance(aliases, list):
        raise refusal(
            f"The topic “{name}” lacks a slug, a name or a known area, or its aliases are no list.",
            'Give it `slug`, `name`, an `area` that stands under [areas], and `aliases = ["…"]`.',
        )
    topic = Topic(
        slug=entry["slug"],
        name=entry["name"],
        area=area,
        aliases=", ".join(map(str, aliases)),
        description=entry.get("description", ""),
        docs_url=entry.get("docs", ""),
    )
    topic.imported_digest = topic_digest(topic)
    return topic


def _import_topic(wanted: Topic, topic: Topic | None, report: Report) -> None:
    item = f"topic {wanted.slug}"
    if topic is None:
        report.created(item)
    else:
        current = topic_digest(topic)
        wanted.pk = topic.pk
        wanted._state.adding = False
        action = report.settle(
            item, unchanged=current == wanted.imported_digest, edited=current != topic.imported_digest
        )
        if action == "refused" or (action == "unchanged" and current == topic.imported_digest):
            return
    try:
        wanted.clean_fields()
        wanted.validate_unique()
    except ValidationError as error:
        raise refusal(f"Topic {wanted.slug}: {' '.join(error.messages)}", "Mend its entry.") from error
    wanted.save()
