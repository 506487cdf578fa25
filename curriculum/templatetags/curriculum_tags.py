"""What the pages need beyond Django's own tags. Filters turn one value into text; tags know the request."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext

from curriculum import structured_data
from curriculum.blocks import LANGUAGES
from curriculum.http_check import read_check
from curriculum.path_picture import draw
from curriculum.platform_facts import read_platform_facts
from curriculum.sections import SECTIONS
from curriculum.spec_text.inline import inline_html, inline_text
from curriculum.wording import wording

register = template.Library()
register.filter(wording)


@register.filter
def inline(text):
    """Inline Markdown as HTML: `{{ value.text|inline }}`."""
    return mark_safe(inline_html(text or ""))  # noqa: S308 (raw HTML is off, links are checked)


@register.filter
def plain(text):
    """Inline Markdown without its marks, for attributes and descriptions."""
    return inline_text(text or "")


@register.filter
def hours(value):
    """Hours as a learner says them: 15.00 is `15 h`."""
    if value in (None, ""):
        return ""
    return gettext("%(number)s h") % {"number": f"{Decimal(value).normalize():f}"}


@register.filter
def language_name(language):
    """What a code box is labelled with."""
    return dict(LANGUAGES).get(language, "")


@register.filter
def week_span(stage):
    """The weeks of a stage: `Week 1`, or `Weeks 14–15`."""
    if stage.first_week == stage.last_week:
        return gettext("Week %(number)s") % {"number": stage.first_week}
    return gettext("Weeks %(first)s–%(last)s") % {"first": stage.first_week, "last": stage.last_week}


@register.filter
def pace(roadmap):
    """What a week is: `2.5 h a day, 6 days a week`."""
    return ngettext(
        "%(hours)s a day, %(days)s day a week", "%(hours)s a day, %(days)s days a week", roadmap.days_per_week
    ) % {"hours": hours(roadmap.hours_per_day), "days": roadmap.days_per_week}


@register.filter
def of_every_kind(sections):
    """All thirteen kinds in order, each with its section or None: a draft's place is kept."""
    published = {section.kind.slug: section for section in sections}
    return [(kind, published.get(kind.slug)) for kind in SECTIONS]


@register.filter
def opens_with_fields(kind, stage):
    """Whether the project's own fields already say something in this section."""
    return kind.slug in ("summary", "skill-level") or bool(kind.slug == "topics" and stage and stage.topics)


@register.filter
def phases(body):
    """The phases of a plan with their hours added up, as (title, hours)."""
    plan = [child.value for child in body or () if child.block_type == "phase"]
    return [(phase["title"], _sum(task["hours"] for task in phase["entries"])) for phase in plan]


@register.filter
def total(titled_hours):
    """The sum of what `phases` gives."""
    return _sum(number for _, number in titled_hours)


def _sum(numbers):
    return sum((Decimal(number) for number in numbers if number), Decimal(0))


@register.filter
def http_check(source):
    return read_check(source or "")


@register.simple_tag
@cache
def favicon():
    """The icon as part of the page: as a file it would be one more request on every first visit."""
    return "data:image/svg+xml," + quote(Path(finders.find("img/favicon.svg")).read_text())


@register.simple_tag
@cache
def platform_facts():
    """What outside services allow, and on which day that was checked: content/platform-facts.toml, as it was at the start."""
    return read_platform_facts((settings.BASE_DIR / "content" / "platform-facts.toml").read_text(encoding="utf-8"))


@register.simple_tag
def service_facts(name, plan):
    """What the plan of a service allows, from the same file. A tool in a preview may still lack both."""
    return platform_facts().of_service(name or "", plan or "")


@register.simple_tag
def site_name():
    return settings.SITE_NAME


@register.simple_tag(takes_context=True)
def absolute_url(context, path=None):
    """The address of a path on this site, by default of this page without its query."""
    request = context.get("request")
    return request.build_absolute_uri(path or request.path) if request else ""


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context, *parents, current):
    """The way here: `{% breadcrumbs _("Topics") "/topics/" current=topic.name %}`, after the front page."""
    trail = [(gettext("Home"), "/"), *zip(parents[::2], parents[1::2], strict=True)]
    here = [(title, absolute_url(context, url)) for title, url in [*trail, (current, None)]]
    return {
        "trail": trail,
        "current": current,
        "data": mark_safe(structured_data.as_json(structured_data.breadcrumb_list(here))),  # noqa: S308 (escaped)
    }


@register.inclusion_tag("components/path_picture.html")
def path_picture(stages, weeks=0, summary=""):
    """The projects as steps; `summary` says in words what it shows, without it the picture is decoration."""
    projects = [(stage.project.hours, stage.project.level.position, stage.project.level.name) for stage in stages]
    names = [stage.project.title for stage in stages]
    return {"picture": draw(projects, weeks, names), "summary": summary}


@register.simple_tag(takes_context=True)
def course_data(context, progression):
    """JSON-LD of a roadmap's page."""
    request, roadmap = context["request"], progression.roadmap
    return _script(
        structured_data.course(
            name=roadmap.title,
            url=absolute_url(context),
            description=roadmap.search_description or roadmap.outcome,
            provider=settings.SITE_NAME,
            hours=progression.hours,
            teaches=[topic.name for topic in progression.topics],
            parts=[
                (stage.project.title, absolute_url(context, stage.project.get_url(request)))
                for stage in progression.stages
            ],
        )
    )


@register.simple_tag(takes_context=True)
def project_data(context, project, roadmap, stage):
    """JSON-LD of a project's page."""
    return _script(
        structured_data.learning_resource(
            name=project.title,
            url=absolute_url(context),
            description=inline_text(project.summary),
            level=project.level.name,
            hours=project.hours,
            position=stage.number if stage else None,
            teaches=[topic.name for topic in stage.topics] if stage else [],
            part_of=(roadmap.title, absolute_url(context, roadmap.get_url(context["request"]))),
        )
    )


def _script(data):
    return mark_safe(f'<script type="application/ld+json">{structured_data.as_json(data)}</script>')  # noqa: S308 (escaped)
