import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

pytestmark = pytest.mark.django_db


def test_a_picture_of_a_mentor_is_shown_with_debug_off(client):
    image = get_image_model().objects.create(title="A path", file=get_test_image_file())
    answer = client.get(image.get_rendition("width-50").url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"


def test_an_uploaded_document_is_a_download_and_never_a_page_of_ours(client):
    document = get_document_model().objects.create(title="Trap", file=ContentFile(b"<h1>Trap</h1>", "trap.html"))
    assert client.get(document.file.url).status_code == 404
    assert client.get(document.url)["Content-Disposition"].startswith("attachment")
