"""A project as a page for Notion, for the clipboard of whoever reads it: Markdown, and HTML with checkboxes."""

from django.http import Http404, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from curriculum.places import public_roadmap

from .assembly import assembled
from .notion_markdown import project_html, project_markdown


@require_safe
def clipboard(request, roadmap_slug, project_slug):
    """Unticked, as it is the same for everybody; the page ticks what its reader has done."""
    roadmap = public_roadmap(roadmap_slug)
    subject = roadmap and assembled(
        roadmap=roadmap,
        only=project_slug,
        site=request.build_absolute_uri("/").rstrip("/"),
        made_at=timezone.now(),
    )
    if not subject:
        raise Http404
    [project] = subject.projects
    answer = JsonResponse({"markdown": project_markdown(project, subject), "html": project_html(project, subject)})
    answer["X-Robots-Tag"] = "noindex"
    return answer
