"""topics.toml to shelves and topics."""

import tomllib
from typing import Any

from django.core.exceptions import ValidationError

from .import_report import EDITED, Report, refusal
from .models import SkillLevel, Topic, TopicArea
from .spec_pages import topic_digest
from .spec_text import Vocabulary

_FIELDS = {"slug", "name", "area", "tier", "requires", "aliases", "description", "docs"}
_TIERS = {value for value, _label in Topic._meta.get_field("tier").choices}


def import_topics(*, text: str, report: Report) -> None:
    areas, entries = _read(text)
    known = Topic.objects.select_related("area").prefetch_related("requires")
    existing = {topic.slug: topic for topic in known}
    written: dict[str, list[str]] = {}
    for entry in entries:
        wanted = _topic(entry, areas)
        requires = _requires(entry, {*existing, *(other.get("slug", "") for other in entries)})
        wanted.imported_digest = topic_digest(wanted, requires)
        if _import_topic(wanted, existing.get(wanted.slug), report):
            written[wanted.slug] = requires
    _set_requires(written)
    read_vocabulary()


def _requires(entry: dict[str, Any], known: set[str]) -> list[str]:
    """The slugs that a topic builds on: topics of the same file, whatever their order, or of the portal."""
    slugs = entry.get("requires", [])
    if not isinstance(slugs, list) or not set(map(str, slugs)) <= known - {entry["slug"]}:
        raise refusal(
            f"The topic “{entry['slug']}” requires what is no other topic.",
            'Write `requires = ["slug"]` with slugs of other topics.',
        )
    return sorted({*map(str, slugs)})


def _set_requires(written: dict[str, list[str]]) -> None:
    if written:
        topics = {topic.slug: topic for topic in Topic.objects.all()}
        links = Topic.requires.through
        links.objects.filter(from_topic__slug__in=written).delete()
        links.objects.bulk_create(
            links(from_topic=topics[slug], to_topic=topics[needed])
            for slug, requires in written.items()
            for needed in requires
        )


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
    if entry.get("tier", "") not in {"", *_TIERS}:
        raise refusal(
            f"The topic “{name}” has the unknown tier “{entry['tier']}”.", f"Write {', '.join(sorted(_TIERS))}."
        )
    return Topic(
        slug=entry["slug"],
        name=entry["name"],
        area=area,
        tier=entry.get("tier", ""),
        aliases=", ".join(map(str, aliases)),
        description=entry.get("description", ""),
        docs_url=entry.get("docs", ""),
    )


def _import_topic(wanted: Topic, topic: Topic | None, report: Report) -> bool:
    """Was it written?"""
    item = f"topic {wanted.slug}"
    if topic is None:
        report.created(item)
    else:
        current = topic_digest(topic, topic.required_slugs)
        wanted.pk = topic.pk
        wanted._state.adding = False
        conflict = EDITED if current != topic.imported_digest else ""
        action = report.settle(item, unchanged=current == wanted.imported_digest, conflict=conflict)
        if action == "refused" or (action == "unchanged" and current == topic.imported_digest):
            return False
    try:
        wanted.clean_fields()
        wanted.validate_unique()
    except ValidationError as error:
        raise refusal(f"Topic {wanted.slug}: {' '.join(error.messages)}", "Mend its entry.") from error
    wanted.save()
    return True
