from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from curriculum.blocks import GUIDE_BLOCKS, INTRO_BLOCKS, SECTION_BLOCKS
from curriculum.forms import ProjectForm, SpecSectionForm
from curriculum.panels import SectionGuidePanel, SectionsPanel
from curriculum.sections import SECTION_BY_SLUG, SECTIONS
from curriculum.spec import ProjectSpec, RoadmapSpec, Section
from curriculum.spec_text import misread, misread_intro
from curriculum.spec_text.richtext import canonical_line
from curriculum.stream import blocks_of
from curriculum.text_guard import check_fields, check_slug, fold, unreadable

from .topics import Topic

# Wagtail's own list holds "show in menus" as well, which no menu of ours reads.
SEARCH_ENGINE_PANELS = [
    MultiFieldPanel(["slug", "seo_title", "search_description"], heading=_("For search engines")),
]


GUIDE_SLUG = "guide"


class Roadmap(RoutablePageMixin, Page):
    """A curriculum: projects in the order in which they are built. Its base guide has an address of its own below it."""

    audience = models.TextField(
        _("audience"), blank=True, help_text=_("One paragraph: who this roadmap is for. Shown at the top of its page.")
    )
    outcome = models.TextField(
        _("outcome"), blank=True, help_text=_("One paragraph: what someone who finishes can do.")
    )
    hours_per_day = models.DecimalField(
        _("hours a study day"),
        max_digits=4,
        decimal_places=2,
        default=2.5,
        validators=[MinValueValidator(0.5), MaxValueValidator(12)],
        help_text=_("The pace that weeks are counted in. Hours in one day, not in a week."),
    )
    days_per_week = models.PositiveSmallIntegerField(
        _("study days a week"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
        help_text=_("How many days of the week have study hours."),
    )
    intro = StreamField(
        INTRO_BLOCKS,
        verbose_name=_("introduction"),
        blank=True,
        help_text=_("How to use this roadmap, shown below its path."),
    )
    guide = StreamField(
        GUIDE_BLOCKS,
        verbose_name=_("base guide"),
        blank=True,
        help_text=_(
            "Set-up and deployment that all projects share, at the address guide/ below this page. Specs link to it."
        ),
    )
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["curriculum.Project"]
    page_description = _("A curriculum: an ordered path of projects")
    admin_default_ordering = "ord"
    exclude_fields_in_copy = ["imported_digest"]

    content_panels = [
        *Page.content_panels,
        FieldPanel("audience"),
        FieldPanel("outcome"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("hours_per_day"), FieldPanel("days_per_week")])], heading=_("Pace")),
        FieldPanel("intro"),
        FieldPanel("guide"),
    ]
    promote_panels = SEARCH_ENGINE_PANELS
    search_fields = [*Page.search_fields, index.SearchField("audience"), index.SearchField("outcome")]

    class Meta:
        verbose_name = _("roadmap")
        verbose_name_plural = _("roadmaps")
        constraints = [
            models.CheckConstraint(condition=models.Q(hours_per_day__gt=0), name="roadmap_hours_per_day_positive"),
            models.CheckConstraint(
                condition=models.Q(days_per_week__gte=1, days_per_week__lte=7), name="roadmap_days_per_week_1_to_7"
            ),
        ]

    @property
    def hours_per_week(self):
        return self.hours_per_day * self.days_per_week

    def clean(self):
        """What is saved must survive its text form; gaps are left to the form, which lets a draft have them."""
        super().clean()
        fold(self, "title", "audience", "outcome")
        check_slug(self)
        try:
            self.intro.stream_block.clean(self.intro)
            self.guide.stream_block.clean(self.guide)
        except ValidationError:
            return  # the form names the gaps
        intro = blocks_of(self.intro.raw_data, "images/{}".format, "/pages/{}/".format)
        spec = RoadmapSpec(self.title, self.slug, Decimal(1), 1, self.audience, self.outcome, intro)
        check_fields(self, spec)
        if found := misread_intro(spec):
            raise ValidationError({"intro": unreadable(found, list(self.intro.raw_data))})
        guide = blocks_of(self.guide.raw_data, "images/{}".format, "/pages/{}/".format)
        if found := misread(Section("deployment", guide)):
            raise ValidationError({"guide": unreadable(found, list(self.guide.raw_data))})

    def get_context(self, request, *args, **kwargs):
        from curriculum.reading import roadmap_context

        return super().get_context(request, *args, **kwargs) | roadmap_context(self)

    @path(f"{GUIDE_SLUG}/")
    def base_guide(self, request):
        from curriculum.reading import guide_context

        if not self.guide:
            raise Http404
        context = Page.get_context(self, request) | guide_context(self)
        return TemplateResponse(request, "curriculum/guide.html", context)

    @property
    def preview_modes(self):
        return [("", _("Roadmap")), ("guide", _("Base guide"))]

    def serve_preview(self, request, mode_name):
        return self.base_guide(request) if mode_name == "guide" else super().serve_preview(request, mode_name)

    def get_guide_url(self, request=None):
        return self.get_url(request) + self.reverse_subpage("base_guide")


class Project(Page):
    """One project of a roadmap: its facts here, its spec in thirteen sections below it."""

    summary = models.TextField(
        _("summary"),
        help_text=_(
            "Two or three lines: who uses it, what hurts today, the one hard thing. At most 60 words. It opens "
            "section 1 and is shown on cards. `code`, **bold** and *italic* work here."
        ),
    )
    level = models.ForeignKey(
        "curriculum.SkillLevel",
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("level"),
        help_text=_("The level a learner needs at the start. Shown in section 2 and filtered by in the finder."),
    )
    hours = models.DecimalField(
        _("hours"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(0.25)],
        help_text=_("Hours of work for the whole project, not per day or week. The tasks of section 11 add up to it."),
    )
    topics = ClusterTaggableManager(
        through="curriculum.ProjectTopic",
        verbose_name=_("topics"),
        blank=True,
        help_text=_("What a learner learns or practises here. New topics are added under Topics in the menu."),
    )
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)

    parent_page_types = ["curriculum.Roadmap"]
    subpage_types = ["curriculum.SpecSection"]
    page_description = _("A project with its thirteen sections")
    admin_default_ordering = "path"
    base_form_class = ProjectForm
    exclude_fields_in_copy = ["imported_digest"]

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("hours")]),
        SectionsPanel(heading=_("Sections")),
        FieldPanel("topics", heading=_("Topics")),
    ]
    promote_panels = SEARCH_ENGINE_PANELS
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.FilterField("level"),
        index.FilterField("hours"),
    ]

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [models.CheckConstraint(condition=models.Q(hours__gt=0), name="project_hours_positive")]

    def save(self, *args, **kwargs):
        """Saves its topics, too, one by one; readers hear of it once."""
        from curriculum.indexing import once_per_object

        with transaction.atomic(), once_per_object():
            return super().save(*args, **kwargs)

    def clean(self):
        """What is saved must survive its text form; gaps are left to the form, which lets a draft have them."""
        super().clean()
        fold(self, "title", "summary")
        check_slug(self)
        if self.slug == GUIDE_SLUG:
            raise ValidationError({"slug": _("The base guide of the roadmap has this address. Choose another word.")})
        summary = canonical_line(self.summary)
        check_fields(self, ProjectSpec(self.title, self.slug, "beginner", Decimal(1), (), summary, ()))

    def get_context(self, request, *args, **kwargs):
        from curriculum.reading import project_context

        return super().get_context(request, *args, **kwargs) | project_context(self)

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """An old revision may carry a topic that was deleted since, which modelcluster cannot load."""
        if items := data.get("topic_items"):
            known = set(Topic.objects.filter(pk__in=[item["tag"] for item in items]).values_list("pk", flat=True))
            data = data | {"topic_items": [item for item in items if item["tag"] in known]}
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)


class SpecSection(Page):
    """One of the thirteen sections of a project's spec. Learners read it on the project's page."""

    spec_of = models.ForeignKey(
        Project, on_delete=models.RESTRICT, related_name="sections", editable=False, verbose_name=_("project")
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=[(kind.slug, kind.heading) for kind in SECTIONS],
        help_text=_("Which of the thirteen sections this is. A project has each kind once."),
    )
    body = StreamField(
        SECTION_BLOCKS,
        verbose_name=_("content"),
        blank=True,
        help_text=_("Only the blocks that fit this section are offered."),
    )
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)

    parent_page_types = ["curriculum.Project"]
    subpage_types = []
    page_description = _("One of the thirteen sections of a spec")
    max_count_per_parent = len(SECTIONS)
    base_form_class = SpecSectionForm
    search_auto_update = False  # see get_indexed_objects
    # A revision that is copied with its project must not name the old one.
    exclude_fields_in_copy = ["spec_of", "imported_digest"]

    content_panels = [SectionGuidePanel(heading=_("This section")), FieldPanel("body")]
    promote_panels = []

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.UniqueConstraint(fields=["spec_of", "kind"], name="one_section_of_a_kind")]

    @property
    def section_kind(self):
        return SECTION_BY_SLUG[self.kind]

    def get_admin_display_title(self):
        """With the project's title, unless it stands in the list of its project (see home.wagtail_hooks)."""
        title = super().get_admin_display_title()
        if not self.path or getattr(self, "listed_in_project", False):
            return title
        return f"{self.get_parent().get_admin_display_title()}: {title}"

    @classmethod
    def get_indexed_objects(cls):
        """Mentors find the project; thirteen sections of the same names would bury it. Learners have the finder."""
        return cls.objects.none()

    def as_values(self, image_src="images/{}".format, page_url="/pages/{}/".format):
        """The body as plain values; images and linked pages by their ids unless told how to name them."""
        return Section(self.kind, blocks_of(self.body.raw_data, image_src, page_url))

    def save(self, *args, **kwargs):
        self._follow_tree()
        return super().save(*args, **kwargs)

    def full_clean(self, *args, **kwargs):
        self._follow_tree()
        super().full_clean(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.kind in SECTION_BY_SLUG:
            self._check_kind_is_free()
            self._check_blocks_fit()
            self._check_text_form()

    def can_move_to(self, parent):
        """A section belongs to its project; the project moves as a whole."""
        return parent.pk == self.spec_of_id and super().can_move_to(parent)

    def get_url_parts(self, request=None):
        """The anchor on the project's page."""
        parts = super().get_url_parts(request=request)
        if not parts or parts[2] is None:
            return parts
        site_id, root_url, path = parts
        return site_id, root_url, f"{path.removesuffix(f'{self.slug}/')}#{self.slug}"

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_url(request))

    def serve_preview(self, request, mode_name):
        """The whole project as a learner would read it, with this section as it stands in the editor."""
        from curriculum.reading import project_context

        project = self.get_parent().specific
        context = Page.get_context(project, request) | project_context(project, draft=self)
        return TemplateResponse(request, project.get_template(request), context)

    def get_sitemap_urls(self, request=None):
        return []

    def _follow_tree(self):
        """Title, slug and project follow from the kind and the place in the tree, however the page got there."""
        if self.kind in SECTION_BY_SLUG:
            self.title = self.draft_title = self.section_kind.title
            self.slug = self.kind
        if self.depth and self.depth > 1:
            self.spec_of_id = self.get_parent().pk

    def _check_kind_is_free(self):
        siblings = SpecSection.objects.filter(spec_of_id=self.spec_of_id, kind=self.kind).exclude(pk=self.pk)
        if siblings.exists():
            raise ValidationError(
                _("This project already has a section “%(title)s”. Edit that one.")
                % {"title": self.section_kind.heading}
            )

    def _check_blocks_fit(self):
        misplaced = {block.block_type for block in self.body} - set(self.section_kind.blocks)
        if misplaced:
            labels = ", ".join(sorted(str(self.body.stream_block.child_blocks[name].label) for name in misplaced))
            raise ValidationError(
                {
                    "body": _(
                        "“%(title)s” does not take these blocks: %(labels)s. Move their content to the section they belong to."
                    )
                    % {"title": self.section_kind.heading, "labels": labels}
                }
            )

    def _check_text_form(self):
        """What is published must survive its text form; a draft with gaps is not held to it."""
        try:
            self.body.stream_block.clean(self.body)
        except ValidationError:
            return  # the form names the gaps
        if found := misread(self.as_values()):
            raise ValidationError({"body": unreadable(found, list(self.body.raw_data))})
