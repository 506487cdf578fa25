"""Keeps the finder true: what is published, moved, restricted, renamed or retagged is found so from the same moment."""

from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from curriculum.models import Project, ProjectTopic, SkillLevel, Topic, TopicArea
from curriculum.signals import projects_changed

from .indexing import rebuild, record_change, refresh
from .models import Entry

# What a draft saves. Nothing of it is shown by the finder.
DRAFT_FIELDS = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes", "go_live_at"}


@receiver(projects_changed)
def write_projects(project_ids, **kwargs):
    refresh(project_ids)


@receiver([post_save, post_delete])
def catalogue_changed(sender, instance, update_fields=None, **kwargs):
    """Pages of any kind, because the way to a project leads through its ancestors."""
    shown = Page, PageViewRestriction, Topic, TopicArea, SkillLevel, ProjectTopic
    if isinstance(instance, shown) and (update_fields is None or not DRAFT_FIELDS.issuperset(update_fields)):
        record_change()


@receiver(post_page_move)
def page_moved(**kwargs):
    record_change()


@receiver(post_migrate)
def fill_new_tables(sender, **kwargs):
    """A portal that had projects before it had this finder."""
    if sender.name == "search" and not Entry.objects.exists() and Project.objects.live().exists():
        rebuild()
