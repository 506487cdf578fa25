"""The image behind each `images/…` of a spec."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.core.files.images import ImageFile
from wagtail.images import get_image_model

from .import_report import refusal
from .spec import Block, Image


def import_images(blocks: Iterable[Block], path: Path, created: list) -> dict[str, int]:
    """The ids by src: the file beside the spec if it is there, else an image of that name that the portal has.

    New images are appended to `created`: files outlive a transaction that is rolled back, so the importer has to delete them.
    """
    return {block.src: _image(block, path, created) for block in blocks if isinstance(block, Image)}


def _image(block: Image, path: Path, created: list) -> int:
    name = Path(block.src).name
    file = path.parent / "images" / name
    known = get_image_model().objects.filter(file__endswith=f"/{name}").order_by("pk").first()
    if block.src != f"images/{name}" or not (known or file.is_file()):
        raise refusal(f"There is no image {block.src}.", f"Put the file into {path.parent.name}/images/.")
    if not file.is_file():
        return known.pk
    if known is None:
        return _create(block, file, created)
    if known.get_file_hash() != hashlib.sha1(file.read_bytes(), usedforsecurity=False).hexdigest():
        raise refusal(
            f"The portal has another image named {name}.",
            "Give the file a new name, here and in the spec that shows it.",
        )
    return known.pk


def _create(block: Image, file: Path, created: list) -> int:
    with file.open("rb") as content:
        image = get_image_model().objects.create(
            title=block.alt[:255] or file.name, file=ImageFile(content, name=file.name)
        )
    created.append(image)
    if Path(image.file.name).name != file.name:
        raise refusal(
            f"The image {file.name} cannot keep its name.", "Use letters a to z, digits, hyphens and underscores."
        )
    return image.pk


def delete_files(images: Iterable) -> None:
    for image in images:
        image.file.storage.delete(image.file.name)
