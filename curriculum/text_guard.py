"""Keeps pages to what their text form can hold, and tells mentors in their own words what it cannot."""

from django.core.exceptions import ValidationError
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext_lazy as _

from .spec_text import lost_fields
from .spec_text.fields import SLUG
from .spec_text.writer import write_blocks
from .stream import blocks_of


def fold(page, *names):
    """These fields are one line each in the text form."""
    for name in names:
        setattr(page, name, " ".join((getattr(page, name) or "").split()))


def check_slug(page):
    if page.slug and not SLUG.fullmatch(page.slug):
        cure = slugify(page.slug.replace("_", "-")).strip("-") or slugify(page.title) or "inkwell"
        raise ValidationError(
            {"slug": _("Use lower-case letters, digits and single hyphens, such as “%(cure)s”.") % {"cure": cure}}
        )


def check_fields(page, spec):
    lost = {name: back for name, back in lost_fields(spec).items() if getattr(page, name)}
    if lost:
        raise ValidationError(
            {
                name: _("When this is written as text, “%(back)s” would come back. Start it with a word.")
                % {"back": Truncator(back).chars(160)}
                for name, back in lost.items()
            }
        )


def unreadable(found, raw_data):
    """What a mentor is told of a block that its text form cannot hold."""
    # Prose that touches prose is one value: of its blocks, name the one with the words.
    counts = [len(blocks_of(raw_data[:n])) for n in range(1, len(raw_data) + 1)]
    places = [n for n, count in enumerate(counts, start=1) if count == found.place + 1]
    place = next((n for n in places if found.says in write_blocks(blocks_of([raw_data[n - 1]]), "")), places[0])
    says, comes_back = Truncator(found.says).chars(160), Truncator(found.comes_back).chars(160)
    words = {"place": place, "says": says, "comes_back": comes_back, "problem": found.problem}
    if found.problem:
        return _("Block %(place)d: %(problem)s") % words
    if found.says and found.comes_back:
        message = _(
            "Block %(place)d would not stay what it is when this section is written as text: “%(says)s” would come "
            "back as “%(comes_back)s”. Reword that line, or give the items after it a heading of their own."
        )
    elif found.comes_back:
        message = _(
            "Block %(place)d runs into what follows it when this section is written as text: “%(comes_back)s” would "
            "become part of it. Give what follows a heading, or put a paragraph between the two."
        )
    else:
        message = _(
            "Block %(place)d would lose “%(says)s” when this section is written as text. Reword that line, or put a "
            "paragraph between this block and its neighbours."
        )
    return message % words
