"""What the pages, the finder and the sitemap tell everybody."""

from xml.etree import ElementTree

import pytest
from wagtail.models import Site

from tests.factories import home_page, make_project, make_roadmap, prose

pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap():
    return make_roadmap("Django")


@pytest.fixture
def inkwell(roadmap):
    sections = {"summary": [prose("<p>amber</p>")], "constraints": [prose("<p>birch</p>")]}
    return make_project(roadmap, "Inkwell", topics=["Models"], sections=sections)


def addresses(client):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return [element.text for element in tree.iter() if element.tag.endswith("loc")]


# The sitemap and the sites


@pytest.fixture
def sites():
    """The sites, whose addresses Wagtail keeps in a cache that no rollback empties."""
    yield Site.objects.all()
    Site.clear_site_root_paths_cache()


@pytest.mark.parametrize("hostname", ["other.example", "testserver"])
def test_the_sitemap_names_one_host_however_many_sites_there_are(client, inkwell, sites, hostname):
    sites.create(hostname=hostname, port=80, root_page=home_page(), site_name="Other")
    assert addresses(client) == [
        f"http://testserver{path}" for path in ["/", "/django/", "/django/inkwell/", "/topics/", "/topics/models/"]
    ]


def test_the_sitemap_without_a_site_lists_what_needs_none(client, inkwell, sites):
    sites.delete()
    assert addresses(client) == ["http://testserver/topics/", "http://testserver/topics/models/"]
