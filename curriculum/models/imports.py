from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class ImportedPage(models.Model):
    """Which page an item of a file became, wherever mentors have moved or renamed it; without a page, they deleted it."""

    item = models.CharField(_("item"), max_length=600, unique=True)
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("page"))

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")

    def __str__(self):
        return self.item
