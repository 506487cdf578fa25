"""What search engines read about a page, in the vocabulary of schema.org, as plain data.

Durations are ISO 8601 (`PT22H30M`); every `url` is absolute.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

# What would end the script element or the JSON in an old browser.
_UNSAFE = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def as_json(data: dict[str, Any]) -> str:
    """The data as JSON that cannot end the `<script>` that holds it."""
    return json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False).translate(_UNSAFE)


def breadcrumb_list(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way from the front page to this one, as (title, url)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(title), "item": url}
            for position, (title, url) in enumerate(trail, start=1)
        ],
    }


def course(
    *,
    name: str,
    url: str,
    description: str,
    provider: str,
    hours: Decimal,
    teaches: Iterable[str],
    parts: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """A roadmap; `parts` are its projects as (title, url)."""
    return {
        "@type": "Course",
        "name": name,
        "url": url,
        "description": description or name,
        "provider": {"@type": "Organization", "name": provider},
        "timeRequired": duration(hours),
        "teaches": list(teaches),
        "hasPart": [{"@type": "LearningResource", "name": part, "url": at} for part, at in parts],
    }


def learning_resource(
    *,
    name: str,
    url: str,
    description: str,
    level: str,
    hours: Decimal,
    position: int | None,
    teaches: Iterable[str],
    part_of: tuple[str, str],
) -> dict[str, Any]:
    """A project; `part_of` is its roadmap as (title, url)."""
    course_name, course_url = part_of
    resource = {
        "@type": "LearningResource",
        "name": name,
        "url": url,
        "description": description,
        "learningResourceType": "Project specification",
        "educationalLevel": level,
        "timeRequired": duration(hours),
        "teaches": list(teaches),
        "isPartOf": {"@type": "Course", "name": course_name, "url": course_url},
    }
    return resource | ({"position": position} if position else {})


def duration(hours: Decimal) -> str:
    """Hours as an ISO 8601 duration: 22.5 is `PT22H30M`."""
    whole, minutes = divmod(round(hours * 60), 60)
    return f"PT{whole}H{minutes}M" if minutes else f"PT{whole}H"
