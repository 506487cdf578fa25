import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from learners.demo_people import DEMO_PEOPLE, DEVELOPMENT_PASSWORD
from learners.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_developers_machine(settings):
    settings.DEBUG = True


def seed(capsys):
    call_command("seed_demo")
    return capsys.readouterr().out


def test_it_makes_the_four_people_and_prints_how_to_sign_in(capsys):
    printed = seed(capsys)
    for role in ["admin", "reviewer", "mentor", "learner"]:
        email = f"{role}@example.com"
        line = next(line for line in printed.splitlines() if email in line)
        assert authenticate(username=email, password=line.split()[1])
        assert User.objects.get(email=email).emailaddress_set.get().verified  # no code by mail is asked for


def test_it_promises_the_learner_nothing_that_is_not_there_yet(capsys):
    [line] = [line for line in seed(capsys).splitlines() if "learner@example.com" in line]
    assert "has no admin" in line and "My work" in line


def test_people_have_names_and_the_groups_of_their_role(capsys):
    seed(capsys)
    groups = {person.role: User.objects.get(email=person.email).groups for person in DEMO_PEOPLE}
    assert [group.name for group in groups["reviewer"].all()] == ["Reviewers"]
    assert [group.name for group in groups["mentor"].all()] == ["Mentors"]
    assert not groups["learner"].exists()
    assert str(User.objects.get(email="mentor@example.com")) == "Milo Hart"
    assert [user.email for user in User.objects.filter(is_superuser=True)] == ["admin@example.com"]


def test_demo_password_is_the_password_of_all(capsys, settings):
    settings.DEMO_PASSWORD = "a better one"
    assert seed(capsys).count("a better one") == 4
    assert authenticate(username="learner@example.com", password="a better one")


def test_a_second_run_adds_nobody_and_prints_the_same(capsys):
    assert seed(capsys) == seed(capsys)
    assert User.objects.count() == 4


def test_a_second_run_keeps_a_changed_password_and_says_so(capsys):
    seed(capsys)
    mentor = User.objects.get(email="mentor@example.com")
    mentor.set_password("my own words")
    mentor.save()
    printed = seed(capsys)
    assert "mentor@example.com     (changed; DEMO_PASSWORD sets it anew)" in printed
    assert printed.count(DEVELOPMENT_PASSWORD) == 3
    assert authenticate(username="mentor@example.com", password="my own words")


def test_demo_password_replaces_a_changed_password(capsys, settings):
    seed(capsys)
    settings.DEMO_PASSWORD = "a better one"
    seed(capsys)
    assert authenticate(username="mentor@example.com", password="a better one")


def test_it_refuses_where_debug_is_off_and_names_the_cure(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match=r"DEBUG=1.*createsuperuser"):
        call_command("seed_demo")
    assert not User.objects.exists()
