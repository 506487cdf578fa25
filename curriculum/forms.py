"""The forms behind the page editor."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from taggit.utils import parse_tags
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlock
from wagtail.blocks.base import BlockField

from .sections import SECTION_BY_SLUG


class ProjectForm(WagtailAdminPageForm):
    def clean_topics(self):
        # Wagtail drops what is not in a closed vocabulary without a word.
        topics = self.cleaned_data["topics"]
        typed = parse_tags(self.data.get(self.add_prefix("topics"), ""))
        if unknown := [name for name in typed if name not in topics]:
            raise ValidationError(
                _("Not a topic: %(names)s. Pick topics from the list, or add a new one under Topics in the menu first.")
                % {"names": ", ".join(unknown)}
            )
        return topics


class SpecSectionForm(WagtailAdminPageForm):
    """Offers the blocks that fit the kind of section, and those that the section holds already."""

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data and with_plain_newlines(data), *args, **kwargs)
        if "body" in self.fields and self.instance.kind in SECTION_BY_SLUG:
            self.fields["body"] = self._fitting(self.fields["body"])

    def _fitting(self, field):
        offered = [*SECTION_BY_SLUG[self.instance.kind].blocks]
        # A block that does not fit is shown with its error; left out here, it would be lost at the next save.
        offered += sorted({block["type"] for block in self.instance.body.raw_data} - set(offered))
        known = field.block.child_blocks
        stream_block = StreamBlock([(name, known[name]) for name in offered if name in known], required=False)
        return BlockField(block=stream_block, label=field.label, required=field.required, help_text=field.help_text)


def with_plain_newlines(data):
    r"""Browsers send \r\n, which would make commands and YAML differ from what was imported."""
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain
