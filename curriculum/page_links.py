"""Links from prose to pages of the portal."""

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class PlainPageLinkHandler(PageLinkHandler):
    """Wagtail's handler asks once more for each type of page that is linked to; an address does not need the type.

    A link to a section is a link to its own address, which leads on to the anchor on its project's page.
    """

    @classmethod
    def get_many(cls, attrs_list):
        ids = [attrs.get("id") for attrs in attrs_list]
        pages = {str(page.pk): page for page in Page.objects.filter(pk__in=ids)}
        return [pages.get(str(pk)) for pk in ids]
