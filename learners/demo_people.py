"""The four people who come with a portal on a developer's machine."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from .models import User

# Known to everybody, hence only for portals that run with DEBUG. The same at every start, so that
# it can be looked up again.
DEVELOPMENT_PASSWORD = "waymark-demo"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the four roles, as a person who can sign in."""

    role: str
    first_name: str
    last_name: str
    may: str
    group: str = ""
    administers: bool = False

    @property
    def email(self) -> str:
        return f"{self.role}@example.com"


DEMO_PEOPLE = (
    DemoPerson("admin", "Ada", "Keeper", "may do everything, users and settings included", administers=True),
    DemoPerson("reviewer", "Rosa", "Reed", "approves and publishes", group="Reviewers"),
    DemoPerson("mentor", "Milo", "Hart", "edits drafts and submits them", group="Mentors"),
    DemoPerson("learner", "Lena", "Park", "has no admin; ticks, plans and takes it all along (My work)"),
)


@transaction.atomic
def seed_demo_people(*, password: str = "") -> list[tuple[DemoPerson, bool]]:
    """Make the people who are missing; give everybody `password` when there is one.

    Returns each person with whether the password to print (that one, or the development password) fits.
    """
    return [(person, _seed(person=person, password=password)) for person in DEMO_PEOPLE]


def _seed(*, person: DemoPerson, password: str) -> bool:
    user, made = User.objects.get_or_create(
        email=person.email, defaults={"first_name": person.first_name, "last_name": person.last_name}
    )
    if made or password:
        user.set_password(password or DEVELOPMENT_PASSWORD)
    user.is_staff = user.is_superuser = person.administers
    user.is_active = True
    user.save()
    user.vouch_for_email()
    user.groups.set(Group.objects.filter(name=person.group))
    return user.check_password(password or DEVELOPMENT_PASSWORD)
