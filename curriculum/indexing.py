"""Keeps the search entry of a project true: it holds words of its sections and topics, which change on their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.search.index import insert_or_update_object
from wagtail.signals import post_page_move

from .models import Project, ProjectTopic, SpecSection, Topic

_waiting: ContextVar[set[int] | None] = ContextVar("projects to index", default=None)


@contextmanager
def once_per_project() -> Iterator[None]:
    """Index each project that changes inside once, at the end, and not once for each of its sections."""
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for project_id in sorted(waiting):
        index_project(project_id)


def index_project(project_id: int) -> None:
    waiting = _waiting.get()
    if waiting is not None:
        waiting.add(project_id)
    elif project := Project.objects.filter(pk=project_id).first():
        insert_or_update_object(project)


@receiver(post_save, sender=SpecSection)
def section_saved(instance, update_fields=None, raw=False, **kwargs):
    """Publishing and unpublishing save the page. Saving a draft touches only dates, which are not searched."""
    if not raw and _touches(update_fields, {"body", "live", "kind", "spec_of"}):
        index_project(instance.spec_of_id)


@receiver(post_delete, sender=SpecSection)
def section_deleted(instance, **kwargs):
    index_project(instance.spec_of_id)


@receiver(post_page_move, sender=SpecSection)
def section_moved(instance, parent_page_before, **kwargs):
    # The admin does not offer it, but code can. Wagtail moves the row only: saved, the section follows the tree.
    SpecSection.objects.get(pk=instance.pk).save()
    index_project(parent_page_before.pk)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def section_restricted(instance, raw=False, **kwargs):
    """Words of a private section are not found."""
    section = None if raw else SpecSection.objects.filter(pk=instance.page_id).first()
    if section is not None:
        index_project(section.spec_of_id)


# Topics are saved after their project, whose own entry is written too early to hold them.
@receiver([post_save, post_delete], sender=ProjectTopic)
def project_retagged(instance, raw=False, **kwargs):
    if not raw:
        index_project(instance.content_object_id)


@receiver(post_save, sender=Topic)
def topic_saved(instance, created, update_fields=None, raw=False, **kwargs):
    if raw or created or not _touches(update_fields, {"name", "slug", "aliases"}):
        return
    for project_id in instance.project_items.values_list("content_object_id", flat=True):
        index_project(project_id)


def _touches(update_fields, searched: set[str]) -> bool:
    return update_fields is None or not searched.isdisjoint(update_fields)
