"""Whether an item still says what it said: a short digest of its words."""

from collections.abc import Mapping
from dataclasses import fields
from hashlib import blake2s
from typing import Any

from .spec import Item

# What tells a learner what to do and when it is done. Keys, hours, points and explanations may change without notice.
_WORDED = ("title", "text", "measured_by", "command", "check", "done_when")


def wording(value: Mapping[str, Any]) -> str:
    """The digest, 12 hexadecimal digits, of an item as its block holds it. White space does not count."""
    words = " ".join(" ".join(str(value.get(name) or "").split()) for name in _WORDED)
    return blake2s(words.encode(), digest_size=6).hexdigest()


def wording_of(item: Item) -> str:
    """The same of an item as a plain value."""
    return wording({field.name: getattr(item, field.name) for field in fields(item)})
