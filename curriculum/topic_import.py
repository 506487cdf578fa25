"""topics.toml to shelves and topics."""

import tomllib
from typing import Any

from django.core.exceptions import ValidationError

from .import_report import EDITED, Report, refusal
from .models import SkillLevel, Topic, TopicArea
from .spec_pages import topic_digest
from .spec_text import Vocabulary

_FIELDS = {"slug", "name", "area", "aliases", "description", "docs"}


def import_topics(*, text: str, report: Report) -> None:
    areas, entries = _read(text)
    existing = {topic.slug: topic for topic in Topic.objects.select_related("area")}
    for entry in entries:
        wanted = _topic(entry, areas)
        _import_topic(wanted, existing.get(wanted.slug), report)
    read_vocabulary()


def _read(text: str) -> tuple[dict[str, TopicArea], list[dict[str, Any]]]:
    """The shelves by the slug that the file gives them, and the entries of the topics."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise refusal(f"This is not valid TOML: {error}.", "Mend the line it names.") from error
    names, entries = data.get("areas", {}), data.get("topic", [])
    if not isinstance(names, dict) or not all(isinstance(name, str) and name for name in names.values()):
        raise refusal("The areas are no list of names.", 'Write one `slug = "Name"` a line under [areas].')
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise refusal("The topics are no list.", "Begin each with [[topic]].")
    return {slug: _area(slug, name, place) for place, (slug, name) in enumerate(names.items(), start=1)}, entries


def _area(slug: str, name: str, position: int) -> TopicArea:
    """The shelf of this slug, else the one of this name, whose slug a mentor changed; else a new one."""
    known = TopicArea.objects.filter(slug=slug).first() or TopicArea.objects.filter(name=name).first()
    return known or TopicArea.objects.create(slug=slug, name=name, position=position)


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
    texts = [entry.get(key, "") for key in ("slug", "name", "area", "description", "docs")]
    if not all(isinstance(text, str) for text in texts):
        raise refusal(f"The topic “{name}” has a field that is no text.", "Put its values into quotes.")
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
        conflict = EDITED if current != topic.imported_digest else ""
        action = report.settle(item, unchanged=current == wanted.imported_digest, conflict=conflict)
        if action == "refused" or (action == "unchanged" and current == topic.imported_digest):
            return
    try:
        wanted.clean_fields()
        wanted.validate_unique()
    except ValidationError as error:
        raise refusal(f"Topic {wanted.slug}: {' '.join(error.messages)}", "Mend its entry.") from error
    wanted.save()
