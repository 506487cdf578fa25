from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel


class SkillLevel(models.Model):
    """How much a learner must bring along: Beginner, Intermediate, Advanced, Expert."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(_("slug"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("skill level")
        verbose_name_plural = _("skill levels")

    def __str__(self):
        return self.name


class TopicArea(models.Model):
    """A shelf of topics: Security, Testing, Realtime."""

    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("Shown above its topics: Security."))
    slug = models.SlugField(_("slug"), unique=True, help_text=_("Used by content/topics.toml."))
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Areas are listed in this order.")
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("topic area")
        verbose_name_plural = _("topic areas")

    def __str__(self):
        return self.name


class Topic(TagBase):
    """One thing a learner can learn, from the closed vocabulary that projects are tagged with."""

    free_tagging = False

    area = models.ForeignKey(
        TopicArea,
        on_delete=models.PROTECT,
        related_name="topics",
        verbose_name=_("area"),
        help_text=_("The shelf it stands on in the list of topics and in the finder."),
    )
    aliases = models.TextField(
        _("aliases"),
        blank=True,
        help_text=_(
            "What learners type when they look for this topic, separated by commas: ws, websocket. "
            "The finder treats each as the topic itself, so an alias belongs to one topic only."
        ),
    )
    description = models.CharField(
        _("description"), max_length=200, blank=True, help_text=_("One line: what a learner learns here.")
    )
    tier = models.CharField(
        _("tier"),
        max_length=10,
        blank=True,
        choices=[
            ("must", _("Must know: asked in interviews")),
            ("should", _("Should know: expected within the first year")),
            ("extra", _("Extra: sets a portfolio apart")),
        ],
        help_text=_("How much it matters. A must or a should is used again in a later project."),
    )
    requires = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="opens",
        verbose_name=_("builds on"),
        help_text=_("Topics that a roadmap introduces no later than this one."),
    )
    docs_url = models.URLField(
        _("documentation"), blank=True, help_text=_("The official page to read on, starting with https://.")
    )
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)

    panels = [
        FieldPanel("name", help_text=_("Short, in sentence case: URLs and views.")),
        FieldPanel(
            "slug",
            help_text=_(
                "Names the topic in addresses and in spec files. Changing it breaks links to the topic's page."
            ),
        ),
        FieldRowPanel([FieldPanel("area"), FieldPanel("tier")]),
        FieldPanel("requires", widget=forms.SelectMultiple(attrs={"size": 10})),
        FieldPanel("aliases"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("docs_url")]),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def alias_list(self):
        return [alias for part in self.aliases.split(",") if (alias := " ".join(part.split()).lower())]

    @property
    def terms(self):
        """Every lower-case term that means this topic: its slug, its name and its aliases."""
        return {self.slug, self.name.lower(), *self.alias_list}

    @property
    def required_slugs(self):
        return sorted(topic.slug for topic in self.requires.all())

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])

    def clean(self):
        super().clean()
        self.aliases = ", ".join(dict.fromkeys(self.alias_list))
        for other in Topic.objects.exclude(pk=self.pk):
            if taken := other.terms & self.terms:
                raise ValidationError(
                    {
                        "aliases": _("“%(term)s” already means the topic “%(topic)s”. Remove it here or there.")
                        % {"term": sorted(taken)[0], "topic": other.name}
                    }
                )


class ProjectTopic(ItemBase):
    """A project carries a topic; the first project of a roadmap to carry it introduces it."""

    content_object = ParentalKey("curriculum.Project", on_delete=models.CASCADE, related_name="topic_items")
    tag = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="project_items", verbose_name=_("topic"))

    natural_key_fields = ["content_object", "tag"]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("project topic")
        verbose_name_plural = _("project topics")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="project_topic_once"),
        ]
