"""How the importer writes pages: validated, published, with a revision that the admin's history shows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page

from .import_report import refusal


def newest[P: Page](page: P) -> P:
    """The page as its editor shows it: a draft counts as an edit, too."""
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page


def add_page(parent: Page, page: Page, message: str) -> None:
    with refusing_what_is_invalid(page):
        parent.add_child(instance=page)
    record_creation(page, message)


def record_creation(page: Page, message: str) -> None:
    """The first revision of a page that was created published."""
    revision = page.save_revision(clean=False, changed=False)  # it says what is live: no unpublished changes
    Page.objects.filter(pk=page.pk).update(
        live_revision=revision, first_published_at=revision.created_at, last_published_at=revision.created_at
    )
    log(instance=page, action="wagtail.create", revision=revision, data={"comment": message})


def publish(page: Page) -> None:
    """A new revision, published if the page is; an unpublished page keeps it as its draft."""
    with refusing_what_is_invalid(page):
        page.full_clean()
    revision = page.save_revision(clean=False)
    if page.live:
        PublishPageRevisionAction(revision, log_action=True).execute(skip_permission_checks=True)
    else:
        remember(page, page.imported_digest)


def remember(page: Page, digest: str) -> None:
    """Note what was imported, without a revision: the page's content is settled already."""
    type(page).objects.filter(pk=page.pk).update(imported_digest=digest)


@contextmanager
def refusing_what_is_invalid(page: Page) -> Iterator[None]:
    """A validation error becomes a refusal of the file, in words."""
    try:
        yield
    except ValidationError as error:
        message = f"The page “{page.title}” cannot be published: {' '.join(error.messages)}"
        raise refusal(message, "Mend it in the file.") from error


def block_error(error: ValidationError) -> str:
    """The first message of a nested StreamField error, with the way to it: `3 > entries > 1 > text: …`."""
    data = error.as_json_data() if hasattr(error, "as_json_data") else {"messages": error.messages}
    way: list[str] = []
    while not data.get("messages") and data.get("blockErrors"):
        name, data = next(iter(data["blockErrors"].items()))
        way.append(str(name + 1) if isinstance(name, int) else str(name))
    return f"{' > '.join(way)}: {' '.join(data.get('messages', ['invalid']))}"
