"""docs/architecture.md says who may import whom; these tests hold the code to it."""

import ast
from pathlib import Path

import pytest

from curriculum import blocks
from curriculum.sections import ANYWHERE, SECTIONS
from curriculum.spec import IdSource
from curriculum.stream import BLOCK_CLASSES

ROOT = Path(__file__).parent.parent
APPS = {"portal", "home", "curriculum", "search", "learners", "exports"}
MAY_IMPORT = {
    "portal": APPS,
    "exports": {"curriculum", "learners"},
    "search": {"curriculum", "learners"},
    "learners": {"curriculum"},
    "home": {"curriculum"},
    "curriculum": set(),
}
PURE = [
    "sections.py",
    "spec.py",
    "stream.py",
    "identity.py",
    "spec_text",
    "coverage.py",
    "platform_facts.py",
    "lint",
    "wording.py",
]


def python_files(folder):
    return [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def imported(path):
    """The top-level packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def test_the_rule_names_every_app_that_exists():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders <= APPS


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_apps_import_only_what_they_may(app):
    for path in python_files(app):
        ours = set(imported(path)) & APPS - {app}
        assert ours <= MAY_IMPORT[app], f"{path.relative_to(ROOT)} imports {ours - MAY_IMPORT[app]}"


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_know_neither_django_nor_wagtail(name):
    target = ROOT / "curriculum" / name
    for path in [target] if target.is_file() else target.rglob("*.py"):
        assert not set(imported(path)) & {"django", "wagtail", "modelcluster", "taggit"}, path


@pytest.mark.parametrize("app", sorted(APPS))
def test_no_module_is_named_for_nothing(app):
    names = {path.stem for path in (ROOT / app).rglob("*") if path.suffix in ("", ".py")}
    assert not names & {"utils", "common", "core", "helpers"}


def test_the_thirteen_sections_stand_in_order_and_name_known_blocks():
    assert [kind.number for kind in SECTIONS] == list(range(1, 14))
    assert len({kind.slug for kind in SECTIONS}) == 13
    known = set(dict(blocks.SECTION_BLOCKS))
    assert all({*kind.blocks, *kind.starts_with} <= known for kind in SECTIONS)
    assert all(set(ANYWHERE) <= set(kind.blocks) for kind in SECTIONS)


def test_every_block_of_the_editor_has_a_value_of_its_name():
    assert set(BLOCK_CLASSES) == set(dict(blocks.SECTION_BLOCKS))


def test_ids_are_the_same_in_every_process_and_version():
    """Learners' ticks hang on them: whoever changes this number throws away ticks."""
    source = IdSource("functional")
    assert source.next("FR-1", "anything") == "34f51c19-0c15-5b27-afd8-66d19db4878e"
