"""The forms behind the page editor."""

from itertools import groupby

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlock
from wagtail.blocks.base import BlockField

from .models.topics import Topic
from .sections import SECTION_BY_SLUG


class TopicsByArea(ModelChoiceIterator):
    """Topics on their shelves, so that the widget shows a fieldset for each area."""

    def __iter__(self):
        topics = self.queryset.select_related("area").order_by("area__position", "area__name", "name")
        for area, on_shelf in groupby(topics, key=lambda topic: topic.area):
            yield area.name, [self.choice(topic) for topic in on_shelf]


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics to tick off from the closed vocabulary.

    Wagtail's own tag field would offer them by typing, put names of several words into quotes, cut names at commas and
    sort them by name, though a project names its topics in the order in which it comes to them.
    """

    iterator = TopicsByArea

    def clean(self, value):
        """The topics in the order that the project has; new ones behind them."""
        chosen = {topic.pk: topic for topic in super().clean(value).select_related("area").order_by("area", "name")}
        return [chosen.pop(pk) for pk in self.present if pk in chosen] + list(chosen.values())


class ProjectForm(WagtailAdminPageForm):
    topics = TopicsField(
        queryset=Topic.objects.all(),
        required=False,
        label=_("topics"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "topics-by-area"}),
        help_text=_("What a learner learns or practises here. New topics are added under Topics in the menu."),
    )
    topics.widget.template_name = "curriculum/admin/topics_by_area.html"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "topics" in self.fields:
            self.fields["topics"].present = [item.tag_id for item in self.instance.topic_items.all()]


class SpecSectionForm(WagtailAdminPageForm):
    """Offers the blocks that fit the kind of section, and those that the section holds already."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "body" in self.fields and self.instance.kind in SECTION_BY_SLUG:
            self.fields["body"] = self._fitting(self.fields["body"])

    def _fitting(self, field):
        offered = [*SECTION_BY_SLUG[self.instance.kind].blocks]
        # A block that does not fit is shown with its error; left out here, it would be lost at the next save.
        offered += sorted({block["type"] for block in self.instance.body.raw_data} - set(offered))
        known = field.block.child_blocks
        stream_block = StreamBlock([(name, known[name]) for name in offered if name in known], required=False)
        return BlockField(block=stream_block, label=field.label, required=field.required, help_text=field.help_text)
