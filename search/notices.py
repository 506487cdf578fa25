"""What the finder says about the parts of an address that it left out."""

from django.utils.translation import gettext as _

from .facets import FACETS
from .question import LONGEST_TEXT, MOST_WORDS, Ignored, Why


def notice(ignored: Ignored) -> str:
    labels = {facet.name: facet.label for facet in FACETS}
    return _SENTENCES[ignored.why]() % {
        "value": ignored.value,
        "facet": labels.get(ignored.parameter, ignored.parameter),
        "letters": LONGEST_TEXT,
        "words": MOST_WORDS,
    }


# Called, not translated at import: the language is that of the request.
_SENTENCES = {
    Why.UNKNOWN_VALUE: lambda: _("%(facet)s: there is no “%(value)s”, so it was left out."),
    Why.TEXT_TOO_LONG: lambda: _("Only the first %(letters)s characters of the words were used."),
    Why.TOO_MANY_WORDS: lambda: _("Only the first %(words)s words were used, up to “%(value)s”."),
    Why.NOT_WORDS: lambda: _("“%(value)s” holds no letters or digits to look for."),
    Why.TOO_COMMON: lambda: _("“%(value)s”: words this common are not looked for."),
    Why.UNKNOWN_WORD: lambda: _("“%(value)s” is in no project, so it was left out."),
    Why.SAID_TWICE: lambda: _("“%(facet)s” was given more than once; “%(value)s” was left out."),
    Why.NOT_A_PAGE: lambda: _("“%(value)s” is not the number of a page. This is the first one."),
    Why.PAST_THE_END: lambda: _("There is no page %(value)s. This is the last one."),
    Why.UNKNOWN_SORT: lambda: _("There is no order “%(value)s”, so the usual one is used."),
    Why.NOTHING_TO_RANK: lambda: _("Without words there is no best match, so the order is that of the roadmap."),
}
