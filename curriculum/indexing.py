"""Keeps the search index and the index of references true, without writing an entry more often than it changes.

The entry of a project holds words of its sections and topics, which change on their own. The models therefore switch off the
search's own receivers (`search_auto_update`): these would also index every draft, which no reader finds.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction, ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.search.index import insert_or_update_object, remove_object
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import post_page_move

from .models import Project, ProjectTopic, Roadmap, SpecSection, Topic


@dataclass(slots=True)
class _Waiting:
    """What has to be indexed at the end, by model: primary keys."""

    searched: defaultdict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    referring: defaultdict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))


_waiting: ContextVar[_Waiting | None] = ContextVar("what to index", default=None)


@contextmanager
def once_per_object() -> Iterator[None]:
    """Index each object that is saved inside once, at the end: an import saves a page three times, and a project's sections too."""
    waiting = _Waiting()
    token = _waiting.set(waiting)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        _waiting.reset(token)
    for model, keys in waiting.searched.items():
        found = list(model.get_indexed_objects().filter(pk__in=keys))
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, found)
    for model, keys in waiting.referring.items():
        for instance in model._default_manager.filter(pk__in=keys):
            ReferenceIndex.create_or_update_for_object(instance)


def index(instance: Model) -> None:
    waiting = _waiting.get()
    if waiting is not None:
        waiting.searched[type(instance)].add(instance.pk)
    else:
        insert_or_update_object(instance)


def index_project(project_id: int) -> None:
    waiting = _waiting.get()
    if waiting is not None:
        waiting.searched[Project].add(project_id)
    elif project := Project.objects.filter(pk=project_id).first():
        index(project)


@receiver(post_save)
def object_saved(sender, instance, raw=False, **kwargs):
    """Wagtail's own receiver of references is switched off inside `once_per_object`."""
    waiting = _waiting.get()
    if waiting is not None and not raw and sender in ReferenceIndex.tracked_models:
        waiting.referring[sender].add(instance.pk)


# Publishing and unpublishing save the whole page. Saving a draft touches only dates and the draft's title, which are not searched.


@receiver(post_save, sender=Roadmap)
def roadmap_saved(instance, update_fields=None, raw=False, **kwargs):
    if not raw and _touches(update_fields, {"title", "audience", "outcome"}):
        index(instance)


@receiver(post_save, sender=Project)
def project_saved(instance, update_fields=None, raw=False, **kwargs):
    if not raw and _touches(update_fields, {"title", "summary"}):
        index_project(instance.pk)


@receiver(post_delete, sender=Roadmap)
@receiver(post_delete, sender=Project)
@receiver(post_delete, sender=SpecSection)
@receiver(post_delete, sender=Topic)
def object_deleted(instance, **kwargs):
    remove_object(instance)


@receiver(post_save, sender=SpecSection)
def section_saved(instance, update_fields=None, raw=False, **kwargs):
    if not raw and _touches(update_fields, {"body", "live", "kind", "spec_of"}):
        index(instance)
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
    if raw or not _touches(update_fields, {"name", "slug", "aliases"}):
        return
    index(instance)
    if created:
        return  # no project carries it yet
    for project_id in instance.project_items.values_list("content_object_id", flat=True):
        index_project(project_id)


def _touches(update_fields, searched: set[str]) -> bool:
    return update_fields is None or not searched.isdisjoint(update_fields)
