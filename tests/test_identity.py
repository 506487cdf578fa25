from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.identity import keep_ids
from curriculum.spec import IdSource, Phase, Requirement, RequirementGroup, Section, Task
from tests.specs import sections


def schedule(*texts, ids=None):
    source = IdSource("schedule")
    tasks = [Task(source.next("", text), None, Decimal(1), text) for text in texts]
    if ids:
        tasks = [replace(task, id=item_id) for task, item_id in zip(tasks, ids, strict=True)]
    return Section("schedule", (Phase("Work", tuple(tasks)),))


def requirements(*pairs, ids=None):
    source = IdSource("functional")
    entries = [Requirement(source.next(key, text), key, "must", text) for key, text in pairs]
    if ids:
        entries = [replace(entry, id=item_id) for entry, item_id in zip(entries, ids, strict=True)]
    return Section("functional", (RequirementGroup("All", tuple(entries)),))


def kept(new, old):
    return [item.id for item in keep_ids(new, old).items]


def test_a_keyed_item_keeps_its_id_whatever_its_words():
    old = requirements(("FR-1", "Log in"), ("FR-2", "Log out"), ids=["a", "b"])
    new = requirements(("FR-2", "Sign out for good"), ("FR-1", "Something else entirely"))
    assert kept(new, old) == ["b", "a"]


def test_items_without_a_key_keep_their_ids_when_they_move():
    old = schedule("Sketch the pages", "Write the models", ids=["a", "b"])
    assert kept(schedule("Write the models", "Sketch the pages"), old) == ["b", "a"]


def test_a_reworded_item_keeps_its_id():
    old = schedule("Sketch the three pages on paper", "Write the models and migrate", ids=["a", "b"])
    new = schedule("Sketch the four pages on paper", "Write the models, then migrate")
    assert kept(new, old) == ["a", "b"]


def test_a_new_item_between_old_ones_takes_no_id_from_them():
    old = schedule("Sketch the pages", "Write the models", ids=["a", "b"])
    first, second, third = kept(schedule("Sketch the pages", "Create an account at Render", "Write the models"), old)
    assert (first, third) == ("a", "b")
    assert second not in ("a", "b")


def test_an_id_in_the_text_wins():
    old = schedule("Sketch the pages", "Write the models", ids=["a", "b"])
    new = schedule("Write the models", "Sketch the pages", ids=["a", "b"])
    assert kept(new, old) == ["a", "b"]


def test_ids_stay_unique_when_an_older_item_holds_the_derived_one():
    old = schedule("Sketch the pages")
    reworded = schedule("Sketch the pages on paper")
    held = keep_ids(reworded, old)
    again = schedule("Sketch the pages on paper", "Sketch the pages")
    ids = kept(again, held)
    assert ids[0] == held.items[0].id
    assert len(set(ids)) == 2


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["functional", "schedule", "evaluation"]).flatmap(sections))
def test_a_section_keeps_all_its_ids_from_itself(section):
    assert keep_ids(section, section) == section


@settings(max_examples=60, deadline=None)
@given(sections("schedule"), sections("schedule"))
def test_no_two_items_ever_share_an_id(new, old):
    ids = kept(new, old)
    assert len(set(ids)) == len(ids)
