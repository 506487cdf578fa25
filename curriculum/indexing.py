"""Says which projects' text or topics changed (`projects_changed`), and keeps an import from saying so for every save.

The search index of Wagtail, which only the admin asks, and its index of references are Wagtail's own affair, but inside
`once_per_object`: an import saves a page three times.
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
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import post_page_move

from .models import Project, ProjectTopic, SpecSection, Topic
from .signals import projects_changed


@dataclass(slots=True)
class _Waiting:
    """What has to be done at the end: the projects that changed, and primary keys by model of what refers to others."""

    projects: set[int] = field(default_factory=set)
    referring: defaultdict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))


_waiting: ContextVar[_Waiting | None] = ContextVar("what to index", default=None)


@contextmanager
def once_per_object() -> Iterator[None]:
    """Announce each project and index each reference that is saved inside once, at the end. The outermost one counts."""
    if _waiting.get() is not None:
        yield
        return
    waiting = _Waiting()
    token = _waiting.set(waiting)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        _waiting.reset(token)
    if waiting.projects:
        projects_changed.send(sender=Project, project_ids=waiting.projects)
    for model, keys in waiting.referring.items():
        for instance in model._default_manager.filter(pk__in=keys):
            ReferenceIndex.create_or_update_for_object(instance)


def announce(project_id: int) -> None:
    waiting = _waiting.get()
    if waiting is not None:
        waiting.projects.add(project_id)
    else:
        projects_changed.send(sender=Project, project_ids={project_id})


@receiver(post_save)
def object_saved(sender, instance, raw=False, **kwargs):
    """Wagtail's own receiver of references is switched off inside `once_per_object`."""
    waiting = _waiting.get()
    if waiting is not None and not raw and sender in ReferenceIndex.tracked_models:
        waiting.referring[sender].add(instance.pk)


# Publishing and unpublishing save the whole page. Saving a draft touches only dates and the draft's title, which are not searched.


@receiver(post_save, sender=Project)
def project_saved(instance, update_fields=None, raw=False, **kwargs):
    if not raw and _touches(update_fields, {"title", "summary", "live"}):
        announce(instance.pk)


@receiver(post_save, sender=SpecSection)
def section_saved(instance, update_fields=None, raw=False, **kwargs):
    if not raw and _touches(update_fields, {"body", "live", "kind", "spec_of"}):
        announce(instance.spec_of_id)


@receiver(post_delete, sender=SpecSection)
def section_deleted(instance, **kwargs):
    announce(instance.spec_of_id)


@receiver(post_page_move, sender=SpecSection)
def section_moved(instance, parent_page_before, **kwargs):
    # The admin does not offer it, but code can. Wagtail moves the row only: saved, the section follows the tree.
    SpecSection.objects.get(pk=instance.pk).save()
    announce(parent_page_before.pk)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def section_restricted(instance, raw=False, **kwargs):
    """Words of a private section are not found."""
    section = None if raw else SpecSection.objects.filter(pk=instance.page_id).first()
    if section is not None:
        announce(section.spec_of_id)


# Topics are saved after their project.
@receiver([post_save, post_delete], sender=ProjectTopic)
def project_retagged(instance, raw=False, **kwargs):
    if not raw:
        announce(instance.content_object_id)


@receiver(post_save, sender=Topic)
def topic_saved(instance, created, update_fields=None, raw=False, **kwargs):
    if raw or created or not _touches(update_fields, {"name", "slug", "aliases"}):
        return  # no project carries a new one yet
    for project_id in instance.project_items.values_list("content_object_id", flat=True):
        announce(project_id)


def _touches(update_fields, searched: set[str]) -> bool:
    return update_fields is None or not searched.isdisjoint(update_fields)
