import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from wagtail.blocks import ListBlock

from curriculum import blocks as written_blocks
from curriculum.blocks import SECTION_BLOCKS

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STYLESHEETS = "\n".join(path.read_text() for path in (Path(settings.BASE_DIR) / "portal/static/css").glob("*.css"))
FORMAT = (Path(settings.BASE_DIR) / "docs/content-format.md").read_text()
# They read the session, and what they make is sent to one person only: accounts, a learner's own pages, the way in.
OF_ONE_PERSON = {"account", "allauth", "learners", "mfa", "socialaccount", "usersessions", "wagtailcore"}
OF_ONE_PERSON |= {"exports/notion_form.html"}
PUBLIC_TEMPLATES = [path for path in TEMPLATES.rglob("*.html") if "admin" not in str(path.relative_to(TEMPLATES))]


def all_blocks():
    """Every block type with its block: those of a section, and the items inside them."""
    for name, block in SECTION_BLOCKS:
        yield name, block
        entries = getattr(block, "child_blocks", {}).get("entries")
        if isinstance(entries, ListBlock):
            yield snake(type(entries.child_block).__name__), entries.child_block


def snake(class_name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name.removesuffix("Block")).lower()


BLOCKS = dict(all_blocks())
each_block = pytest.mark.parametrize(("name", "block"), BLOCKS.items(), ids=BLOCKS)


def test_every_block_class_is_among_them():
    classes = [
        cls for cls in vars(written_blocks).values() if getattr(cls, "__module__", "") == written_blocks.__name__
    ]
    shown = [cls for cls in classes if getattr(getattr(cls, "_meta_class", None), "template", None)]
    assert len(shown) > 20
    assert {snake(cls.__name__) for cls in shown} <= set(BLOCKS)


@each_block
def test_a_block_keeps_one_name_in_its_six_places(name, block):
    assert type(block) is getattr(written_blocks, "".join(part.title() for part in name.split("_")) + "Block")
    assert block.meta.template == f"curriculum/blocks/{name}.html"
    assert re.search(rf'class="[^"]*\b{name}\b', template_source(name))
    assert re.search(rf"\.{name}\b(?![-_])", STYLESHEETS)
    assert re.search(rf"^\| .*`{name}`.* \|.*\| .*\S.* \|$", FORMAT, re.MULTILINE)


def template_source(name):
    """The block's template, with what it includes: a code box is shared by code and step."""
    source = (TEMPLATES / f"curriculum/blocks/{name}.html").read_text()
    included = re.findall(r'{% include "([^"]+)"', source)
    return source + "".join((TEMPLATES / path).read_text() for path in included)


@pytest.mark.parametrize(("name", "block"), SECTION_BLOCKS, ids=[name for name, _ in SECTION_BLOCKS])
def test_a_block_shows_its_preview(name, block):
    html = block.render(block.get_preview_value())
    assert f'class="{name}' in html or f" {name}" in html


@pytest.mark.parametrize("template", PUBLIC_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_public_templates_know_no_reader_and_hold_no_inline_code(template):
    source = template.read_text()
    get_template(str(template.relative_to(TEMPLATES)))
    name = template.relative_to(TEMPLATES)
    of_one_person = bool({name.parts[0], name.as_posix()} & OF_ONE_PERSON)
    for forbidden in [
        "request.user",
        *([] if of_one_person else ["csrf_token", "messages"]),
        "wagtailuserbar",
        " style=",
        "<style",
        "onclick=",
    ]:
        assert forbidden not in source, forbidden
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or re.search(r'type="application/(ld\+)?json"', script)
    assert not re.search(r"https?://(?!\{)", source)


@pytest.mark.parametrize("template", PUBLIC_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_words_of_the_interface_can_be_translated(template):
    source = re.sub(
        r"{#.*?#}|<script[^>]*json.*?</script>|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}",
        "",
        template.read_text(),
        flags=re.DOTALL,
    )
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", "", source))
    assert not words
