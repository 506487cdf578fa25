"""What the finder knows, for pages of other apps."""

from urllib.parse import urlsplit

from django import template

from search.mentions import mentions_of

register = template.Library()

STOPS_WITH_MENTIONS = 12


@register.simple_tag
def mentions(topic, paths):
    """By project, what the specs of the first stops say of the topic: `{% mentions topic paths as quoted %}`."""
    stops = [stop for path in paths for stop in (path.introduced, *path.reinforced)]
    return mentions_of(topic, [stop.project.pk for stop in stops[:STOPS_WITH_MENTIONS]])


@register.filter
def of_project(quoted, project):
    """Those of one project: `{% for mention in quoted|of_project:project %}`."""
    return quoted.get(project.pk, [])


@register.filter
def host_name(url):
    """Where a link leads: `docs.djangoproject.com`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
