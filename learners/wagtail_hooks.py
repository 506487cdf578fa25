from allauth.account.models import EmailAddress
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import reports


@hooks.register("after_edit_user")
def forget_the_former_address(request, user):
    """An address that an administrator replaced must not sign in any more; the new one is verified at the next sign-in."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()


class ReportMenuItem(MenuItem):
    """Shown to those who may open the report."""

    def is_shown(self, request):
        return reports.may_see(request.user)


@hooks.register("register_reports_menu_item")
def show_the_report():
    return ReportMenuItem(
        reports.StuckReport.page_title, reverse("stuck_report"), name="stuck", icon_name=reports.ICON, order=100
    )


@hooks.register("register_admin_urls")
def report_urls():
    report = reports.StuckReport
    return [
        path("reports/learners/", report.as_view(), name="stuck_report"),
        path("reports/learners/results/", report.as_view(results_only=True), name="stuck_report_results"),
        path("reports/learners/<int:project_id>/", reports.stuck_in_project, name="stuck_in_project"),
    ]
