import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from zeal.errors import NPlusOneError

from tests.query_watch import raise_on_n_plus_one


def ask_once_per_person(request):
    return [list(person.groups.all()) for person in get_user_model().objects.all()]


@pytest.fixture
def people(db):
    group = Group.objects.create(name="Readers")
    for number in range(3):
        get_user_model().objects.create_user(f"{number}@example.com").groups.add(group)


def test_a_page_that_asks_once_per_item_fails(rf, people):
    with pytest.raises(NPlusOneError, match=r"User\.groups"):
        raise_on_n_plus_one(ask_once_per_person)(rf.get("/"))


def test_the_admin_of_wagtail_is_not_ours_to_mend(rf, people):
    assert len(raise_on_n_plus_one(ask_once_per_person)(rf.get("/admin/"))) == 3
