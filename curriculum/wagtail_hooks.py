from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.models import Page
from wagtail_modeladmin.options import modeladmin_register

from .explorer import ProjectViewSet, SpecSectionViewSet
from .models import Project, SpecSection
from .page_links import PlainPageLinkHandler
from .scaffold import add_missing_sections, add_section, missing_kinds, unfinished_sections
from .vocabulary import TopicAdmin, TopicAreaAdmin

modeladmin_register(TopicAdmin)
modeladmin_register(TopicAreaAdmin)


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def link_to_pages_in_one_query(features):
    features.register_link_type(PlainPageLinkHandler)


@hooks.register("register_admin_viewset")
def list_projects_and_sections_our_way():
    return [ProjectViewSet(), SpecSectionViewSet()]


@hooks.register("after_create_page")
def give_a_new_project_its_sections(request, page):
    if isinstance(page, Project):
        add_missing_sections(project=page, user=request.user)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_create_page")
def choose_a_missing_section(request, parent_page, page_class):
    """In place of an empty form: the kind decides title, slug and blocks, so it comes first."""
    if page_class is not SpecSection:
        return None
    missing = missing_kinds(parent_page)
    wanted = request.POST.get("kind")
    for kind in missing:
        if kind.slug == wanted:
            section = add_section(project=parent_page, kind=kind, user=request.user)
            messages.success(request, _("Section “%(title)s” added as a draft.") % {"title": kind.heading})
            return redirect("wagtailadmin_pages:edit", section.pk)
    context = {"project": parent_page, "missing": missing}
    return TemplateResponse(request, "curriculum/admin/choose_section.html", context)


@hooks.register("before_copy_page")
def copy_sections_only_with_their_project(request, page):
    if not isinstance(page.specific, SpecSection):
        return None
    messages.error(request, _("A section is copied together with its project. Copy the project instead."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def publish_no_unfinished_sections(request, action_type, pages, action):
    """The bulk action publishes drafts without the form that would name their gaps."""
    if action_type != "publish" or action.model is not Page:
        return None
    wanted = SpecSection.objects.filter(pk__in=[page.pk for page in pages])
    if action.cleaned_form.cleaned_data["include_descendants"]:
        for page in pages:
            wanted |= SpecSection.objects.descendant_of(page).not_live()
    unfinished = {}
    for section in unfinished_sections(wanted):
        unfinished.setdefault(section.spec_of.draft_title, []).append(section.section_kind.heading)
    if not unfinished:
        return None
    names = "; ".join(f"{project}: {', '.join(headings)}" for project, headings in unfinished.items())
    text = _("Nothing was published, because these sections are not finished: %(names)s. Finish or leave them out.")
    messages.error(request, text % {"names": names})
    return redirect(action.next_url)


@hooks.register("insert_global_admin_css")
def style_our_panels():
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("css/admin.css"))
