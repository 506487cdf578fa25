from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """In lower case throughout: so it is looked up at the login, whoever typed it before."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.create_user(email, password, **fields, is_staff=True, is_superuser=True)
        user.vouch_for_email()
        return user


class User(AbstractUser):
    """Someone who reads, edits or runs the portal; signs in with an e-mail address."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    def __str__(self):
        return self.get_full_name() or self.email

    def vouch_for_email(self) -> None:
        """Let them sign in without the code by mail: for those who are made by hand on the server."""
        self.emailaddress_set.update_or_create(email=self.email, defaults={"verified": True, "primary": True})


class Enrolment(models.Model):
    """A learner at work on a project, from the first tick on."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    # A deleted project leaves its ticks; its title says what they were for.
    project = models.ForeignKey("curriculum.Project", on_delete=models.SET_NULL, null=True, related_name="enrolments")
    title = models.CharField(max_length=255)
    started_at = models.DateTimeField(default=timezone.now)
    # What the learner has seen: the wording (curriculum.wording) of each item by its id, at the start or when they last said so.
    seen = models.JSONField(default=dict)
    # [name, number] of each browser's queue and the last change of it that was applied: a change sent twice counts once.
    applied = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="one_enrolment_in_a_project")]

    def __str__(self):
        return f"{self.user} in {self.title}"


class Tick(models.Model):
    """What a learner says of one item: done, skipped or still to do, and a note of their own."""

    class State(models.TextChoices):
        TO_DO = "todo", _("To do")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="ticks")
    item = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State)
    since = models.DateTimeField()
    note = models.TextField(blank=True)
    # The item as it read then: its digest (curriculum.wording), and its words to show beside the new ones.
    wording = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "item"], name="one_tick_of_an_item")]

    def __str__(self):
        return f"{self.item}: {self.get_state_display()}"


class StudyPlan(models.Model):
    """The plan that a learner saved for a roadmap: a pace, and what was done before it was last made anew."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="plans")
    roadmap = models.ForeignKey("curriculum.Roadmap", on_delete=models.CASCADE, related_name="plans")
    # The pace, as it stands in the address of a plan (learners.forms.PlanForm).
    query = models.CharField(max_length=4000)
    # From which day on it was last made anew, and the days of the tasks that were done then: {key: {date: hours}}.
    since = models.DateField(null=True, blank=True)
    kept = models.JSONField(default=dict)
    feed_token = models.CharField(max_length=64, unique=True, null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "roadmap"], name="one_plan_of_a_roadmap")]

    def __str__(self):
        return f"{self.user}: {self.roadmap}"
