"""What a mentor edits: one block per thing a spec says.

Every block keeps one name in six places: the block type, the class here, its template, its CSS class, its Markdown form
and its row in docs/content-format.md.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from .http_check import problem_of
from .spec import LANGUAGES

WRITING = _("Writing")
REQUIREMENTS = _("Requirements")
TOOLING = _("Tools")
WORK = _("Plan and proof")

PROSE_FEATURES = ["h3", "h4", "bold", "italic", "code", "link", "ol", "ul"]
PROSE_HELP = _("Type / at the start of a line for headings and lists; select words to make them bold, code or a link.")
INLINE_HELP = _("`code`, **bold**, *italic* and [links](https://…) work here.")

PRIORITIES = [("must", _("Must")), ("should", _("Should")), ("could", _("Could"))]


def _key(example, *, required):
    return blocks.CharBlock(
        search_index=False,
        required=required,
        max_length=20,
        validators=[RegexValidator(r"^[A-Z]{1,4}-?\d{1,3}[a-z]?$", _("Capital letters and a number, such as FR-1."))],
        label=_("Key"),
        help_text=_(
            "Names this item in reviews and checks, such as %(example)s. Unique in the section; keep it when you reword."
        )
        % {"example": example},
    )


def _version(help_text):
    return blocks.CharBlock(
        required=False,
        max_length=40,
        validators=[RegexValidator(r"^[^\s(:][^\s:]*$", _("A version or a range without spaces, such as ~=6.1.3."))],
        label=_("Version"),
        help_text=help_text,
    )


def _line(label, help_text, *, required=True):
    return blocks.TextBlock(required=required, rows=2, label=label, help_text=help_text)


class _VerbatimField(forms.CharField):
    """Text whose indentation counts; white space alone is nothing."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        return text if text.strip() else self.empty_value


class VerbatimBlock(blocks.TextBlock):
    """Code as it was typed, with the line ends that a file has."""

    @cached_property
    def field(self):
        return _VerbatimField(widget=super().field.widget, **self.field_options)

    def value_from_datadict(self, data, files, prefix):
        r"""Browsers send \r\n, which would make commands and YAML differ from what was imported."""
        value = super().value_from_datadict(data, files, prefix)
        return value and value.replace("\r\n", "\n").replace("\r", "\n")

    def deconstruct(self):
        """Migrations know it as what it stores: text."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.TextBlock", args, kwargs


class ProseBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        group = WRITING
        label = _("Prose")
        description = _("Paragraphs, lists and small headings")
        template = "curriculum/blocks/prose.html"
        preview_value = "<p>A page is done when a stranger can <b>use</b> it without asking you.</p>"


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(
        search_index=False,
        choices=list(LANGUAGES.items()),
        label=_("Language"),
        help_text=_("Used for the label and by copy buttons."),
    )
    code = VerbatimBlock(
        rows=6, label=_("Code"), help_text=_("Without prompt characters, so that it can be pasted as it is.")
    )

    class Meta:
        icon = "code"
        group = WRITING
        label = _("Code")
        description = _("A command or a snippet, shown verbatim with a copy button")
        template = "curriculum/blocks/code.html"
        preview_value = {"language": "bash", "code": "uv add django~=6.1.3"}


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        search_index=False,
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))],
        default="note",
        label=_("Kind"),
        help_text=_("A warning is for what loses work, money or data."),
    )
    text = _line(_("Text"), INLINE_HELP)

    class Meta:
        icon = "warning"
        group = WRITING
        label = _("Callout")
        description = _("One thing that must not be missed")
        template = "curriculum/blocks/callout.html"
        preview_value = {"kind": "warning", "text": "Run `migrate` before you seed, or the command stops."}


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(
        label=_("Image"), help_text=_("A diagram or a screenshot; at least 1200 pixels wide reads well.")
    )
    alt = blocks.CharBlock(
        max_length=200, label=_("Description"), help_text=_("What the picture shows, for those who cannot see it.")
    )
    caption = blocks.CharBlock(
        required=False, max_length=200, label=_("Caption"), help_text=_("Shown under the picture.")
    )

    class Meta:
        icon = "image"
        group = WRITING
        label = _("Image")
        description = _("A picture with a description and a caption")
        template = "curriculum/blocks/image.html"
        preview_value = {"image": None, "alt": _("A path through fifteen projects"), "caption": _("The path so far")}


class ObjectiveBlock(blocks.StructBlock):
    key = _key("O-1", required=False)
    text = _line(
        _("Objective"), _("Starts with a verb that can be measured: implement, prove, measure, explain. ") + INLINE_HELP
    )
    covers = blocks.CharBlock(
        search_index=False,
        required=False,
        max_length=300,
        label=_("Covers"),
        help_text=_("The topics and items that prove it, separated by commas: urls-and-views, FR-1, E-2."),
    )

    class Meta:
        icon = "crosshairs"
        label = _("Objective")
        label_format = "{key} {text}"
        template = "curriculum/blocks/objective.html"


class ObjectivesBlock(blocks.StructBlock):
    entries = blocks.ListBlock(
        ObjectiveBlock(), min_num=1, label=_("Objectives"), help_text=_("One per ability, three to eight in all.")
    )

    class Meta:
        icon = "crosshairs"
        group = REQUIREMENTS
        label = _("Objectives")
        description = _("What the learner will be able to do")
        template = "curriculum/blocks/objectives.html"
        preview_value = {
            "entries": [{"key": "O-1", "text": "Explain what `reverse()` does.", "covers": "urls-and-views, FR-1"}]
        }


class RequirementBlock(blocks.StructBlock):
    key = _key("FR-1", required=True)
    priority = blocks.ChoiceBlock(
        search_index=False,
        choices=PRIORITIES,
        default="must",
        label=_("Priority"),
        help_text=_("A project is done when every must holds."),
    )
    text = _line(_("Requirement"), _("One actor, one action, one visible result. ") + INLINE_HELP)

    class Meta:
        icon = "tick"
        label = _("Requirement")
        label_format = "{key} {text}"
        template = "curriculum/blocks/requirement.html"


class RequirementGroupBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Feature"),
        help_text=_("The feature these requirements describe: Reading."),
    )
    entries = blocks.ListBlock(
        RequirementBlock(),
        min_num=1,
        label=_("Requirements"),
        help_text=_("One result each: learners tick them off one by one."),
    )

    class Meta:
        icon = "tasks"
        group = REQUIREMENTS
        label = _("Requirements")
        label_format = "{title}"
        description = _("What the system does, for one feature")
        template = "curriculum/blocks/requirement_group.html"
        preview_value = {
            "title": "Reading",
            "entries": [{"key": "FR-1", "priority": "must", "text": "The front page lists the ten newest posts."}],
        }


class MeasuredRequirementBlock(blocks.StructBlock):
    key = _key("NFR-1", required=True)
    priority = blocks.ChoiceBlock(
        search_index=False,
        choices=PRIORITIES,
        default="must",
        label=_("Priority"),
        help_text=_("A project is done when every must holds."),
    )
    text = _line(_("Target"), _("A number and the load it holds under. ") + INLINE_HELP)
    measured_by = _line(_("Measured by"), _("The command or test that shows the number."), required=False)

    class Meta:
        icon = "tick"
        label = _("Measured requirement")
        label_format = "{key} {text}"
        template = "curriculum/blocks/measured_requirement.html"


class QualityGroupBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Quality"),
        help_text=_("Performance, security, accessibility and the like."),
    )
    entries = blocks.ListBlock(
        MeasuredRequirementBlock(),
        min_num=1,
        label=_("Requirements"),
        help_text=_("One number each: learners tick them off one by one."),
    )

    class Meta:
        icon = "sliders"
        group = REQUIREMENTS
        label = _("Measured requirements")
        label_format = "{title}"
        description = _("How well the system does it, with a number")
        template = "curriculum/blocks/quality_group.html"
        preview_value = {
            "title": "Performance",
            "entries": [
                {
                    "key": "NFR-1",
                    "priority": "must",
                    "text": "The front page makes at most 4 queries.",
                    "measured_by": "`assertNumQueries(4)` with 200 posts.",
                }
            ],
        }


class StackItemBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=80, label=_("Name"), help_text=_("Django"))
    version = _version(_("A range that resolves today: ~=6.1.3. No spaces."))
    purpose = _line(_("Purpose"), _("What it is for in this project. ") + INLINE_HELP)
    instead_of = _line(_("Instead of"), _("What was rejected, and why."), required=False)

    class Meta:
        icon = "grid"
        label = _("Stack item")
        label_format = "{name} {version}"
        template = "curriculum/blocks/stack_item.html"


class StackBlock(blocks.StructBlock):
    entries = blocks.ListBlock(
        StackItemBlock(),
        min_num=1,
        label=_("Stack"),
        help_text=_("One per language, library or service, the most important first."),
    )

    class Meta:
        icon = "grid"
        group = TOOLING
        label = _("Stack")
        description = _("Languages, libraries and infrastructure with their versions")
        template = "curriculum/blocks/stack.html"
        preview_value = {
            "entries": [
                {"name": "Django", "version": "~=6.1.3", "purpose": "the framework.", "instead_of": "Flask: no admin."}
            ]
        }


class ToolBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=80, label=_("Name"), help_text=_("whitenoise, or Render"))
    version = _version(_("For a package: ~=6.12. No spaces."))
    plan = blocks.CharBlock(required=False, max_length=60, label=_("Plan"), help_text=_("For a service: free plan."))
    purpose = _line(_("Purpose"), _("What it does for this project. ") + INLINE_HELP)
    alternative = _line(_("Alternative"), _("What to use without an account or a card."), required=False)

    class Meta:
        icon = "cog"
        label = _("Tool")
        label_format = "{name}"
        template = "curriculum/blocks/tool.html"


class ToolGroupBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        search_index=False,
        choices=[("internal", _("Internal: packages")), ("external", _("External: services"))],
        default="internal",
        label=_("Kind"),
        help_text=_("Internal is installed with the code; external needs an account or a server."),
    )
    entries = blocks.ListBlock(ToolBlock(), min_num=1, label=_("Tools"), help_text=_("One per package or service."))

    class Meta:
        icon = "cog"
        group = TOOLING
        label = _("Tools")
        label_format = "{kind}"
        description = _("Packages to install, or services to sign up for")
        template = "curriculum/blocks/tool_group.html"
        preview_value = {
            "kind": "external",
            "entries": [
                {
                    "name": "Render",
                    "version": "",
                    "plan": "free plan",
                    "purpose": "hosting.",
                    "alternative": "your own machine.",
                }
            ],
        }


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("What to do"), help_text=_("One action: Put the code on GitHub."))
    why = _line(_("Why"), _("What it is for, and any new word explained. ") + INLINE_HELP, required=False)
    language = blocks.ChoiceBlock(
        search_index=False,
        choices=list(LANGUAGES.items()),
        default="bash",
        required=False,
        label=_("Language of the command"),
        help_text=_("What the command is typed into: the shell, in most steps."),
    )
    command = VerbatimBlock(
        required=False,
        rows=3,
        label=_("Command"),
        help_text=_("Without prompt characters, so that it can be pasted as it is."),
    )
    check = _line(_("Check"), _("What must be seen when it worked. ") + INLINE_HELP)
    if_it_fails = _line(_("If it fails"), _("The likely cause and the cure."), required=False)

    class Meta:
        icon = "list-ol"
        group = WORK
        label = _("Step")
        label_format = "{title}"
        description = _("One deployment step: what, why, command, check, and what if it fails")
        template = "curriculum/blocks/step.html"
        preview_value = {
            "title": "Put the code on GitHub",
            "why": "A remote copy is your backup.",
            "language": "bash",
            "command": "git push -u origin main",
            "check": "the repository page shows your files.",
            "if_it_fails": "`git status` lists what was not added.",
        }


class TaskBlock(blocks.StructBlock):
    day = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("Day"),
        help_text=_("Counted from the project's first day; a day may have several tasks."),
    )
    hours = blocks.DecimalBlock(
        required=False,
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        label=_("Hours"),
        help_text=_("Hours of work, not of waiting. The learner's calendar is made from them."),
    )
    text = _line(_("Task"), _("What is there at the end of it. ") + INLINE_HELP)

    class Meta:
        icon = "date"
        label = _("Task")
        label_format = "{day}: {text}"
        template = "curriculum/blocks/task.html"


class PhaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        max_length=120,
        label=_("Phase"),
        help_text=_("Planning, Setup, Feature development, Testing, Deployment or Review."),
    )
    entries = blocks.ListBlock(
        TaskBlock(),
        min_num=1,
        label=_("Tasks"),
        help_text=_("In the order in which they are done; learners tick them off and find them in their calendar."),
    )

    class Meta:
        icon = "calendar-alt"
        group = WORK
        label = _("Phase")
        label_format = "{title}"
        description = _("A part of the plan: tasks in order, with hours")
        template = "curriculum/blocks/phase.html"
        preview_value = {
            "title": "Planning",
            "entries": [{"day": 1, "hours": "2.5", "text": "Sketch the three pages on paper."}],
        }


class StretchGoalBlock(blocks.StructBlock):
    key = _key("S-1", required=False)
    hours = blocks.DecimalBlock(
        required=False,
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        label=_("Hours"),
        help_text=_("Hours of work."),
    )
    text = _line(_("Goal"), _("What to build, why it is worth it, and when it is done. ") + INLINE_HELP)

    class Meta:
        icon = "rotate"
        label = _("Stretch goal")
        label_format = "{key} {text}"
        template = "curriculum/blocks/stretch_goal.html"


class StretchGoalsBlock(blocks.StructBlock):
    entries = blocks.ListBlock(
        StretchGoalBlock(),
        min_num=1,
        label=_("Stretch goals"),
        help_text=_("In any order; learners tick off those they take on."),
    )

    class Meta:
        icon = "rotate"
        group = WORK
        label = _("Stretch goals")
        description = _("What to build next")
        template = "curriculum/blocks/stretch_goals.html"
        preview_value = {"entries": [{"key": "S-1", "hours": "3", "text": "An Atom feed of the newest posts."}]}


class EvaluationItemBlock(blocks.StructBlock):
    key = _key("E-1", required=False)
    points = blocks.IntegerBlock(
        required=False,
        min_value=0,
        max_value=100,
        label=_("Points"),
        help_text=_("Its weight; the section adds up to 100."),
    )
    text = _line(_("How to test it"), INLINE_HELP)
    done_when = _line(_("Done when"), _("The evidence: a number, a file, a screenshot."), required=False)

    class Meta:
        icon = "check"
        label = _("Evaluation item")
        label_format = "{key} {text}"
        template = "curriculum/blocks/evaluation_item.html"


class EvaluationGroupBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        required=False, max_length=120, label=_("Heading"), help_text=_("How to test it, It is done when.")
    )
    entries = blocks.ListBlock(
        EvaluationItemBlock(),
        min_num=1,
        label=_("Items"),
        help_text=_("One check each: learners tick them off one by one."),
    )

    class Meta:
        icon = "check"
        group = WORK
        label = _("Evaluation")
        label_format = "{title}"
        description = _("How to test the work, and when it is done")
        template = "curriculum/blocks/evaluation_group.html"
        preview_value = {
            "title": "How to test it",
            "entries": [{"key": "E-1", "points": 5, "text": "Run the tests.", "done_when": "12 tests, all green."}],
        }


class HttpCheckBlock(blocks.StructBlock):
    source = VerbatimBlock(
        rows=10,
        label=_("Check"),
        help_text=_(
            "YAML with id, title, topics and steps: each step a request and what must come back. See the guide on checks."
        ),
    )

    def clean(self, value):
        value = super().clean(value)
        if problem := problem_of(value["source"]):
            raise blocks.StructBlockValidationError(block_errors={"source": ValidationError(problem)})
        return value

    class Meta:
        icon = "globe"
        group = WORK
        label = _("HTTP check")
        label_format = "{source}"
        description = _("A request that can be run against the learner's app, and what must come back")
        template = "curriculum/blocks/http_check.html"
        preview_value = {
            "source": "id: p01-home\ntitle: The front page answers\ntopics: [urls-and-views]\n"
            "steps:\n  - {method: GET, path: /, expect: {status: 200}}\n"
        }


SECTION_BLOCKS = [
    ("prose", ProseBlock(features=PROSE_FEATURES, help_text=PROSE_HELP)),
    ("code", CodeBlock()),
    ("callout", CalloutBlock()),
    ("image", ImageBlock()),
    ("objectives", ObjectivesBlock()),
    ("requirement_group", RequirementGroupBlock()),
    ("quality_group", QualityGroupBlock()),
    ("stack", StackBlock()),
    ("tool_group", ToolGroupBlock()),
    ("step", StepBlock()),
    ("phase", PhaseBlock()),
    ("stretch_goals", StretchGoalsBlock()),
    ("evaluation_group", EvaluationGroupBlock()),
    ("http_check", HttpCheckBlock()),
]
INTRO_BLOCKS = SECTION_BLOCKS[:4]
GUIDE_BLOCKS = [*INTRO_BLOCKS, *(block for block in SECTION_BLOCKS if block[0] == "step")]
