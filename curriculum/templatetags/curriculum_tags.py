from django import template
from django.utils.safestring import mark_safe

from curriculum.spec_text.inline import inline_html, inline_text

register = template.Library()


@register.filter
def inline(text):
    """Inline Markdown as HTML: `{{ value.text|inline }}`."""
    return mark_safe(inline_html(text or ""))  # noqa: S308 (raw HTML is off, links are checked)


@register.filter
def plain(text):
    """Inline Markdown without its marks, for attributes and descriptions."""
    return inline_text(text or "")
