"""Private documents have one guarded address; pictures keep nothing of the camera."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from core.models import PortalImage, StrippedFile, User
from core.uploads.filetypes import FileRejectedError
from core.uploads.pictures import has_metadata, strip_metadata
from tests.builders import a_report

pytestmark = pytest.mark.django_db
ALT = {"alt_kk": "Аула", "alt_ru": "Двор", "alt_en": "Yard"}
CAMERA, PLACE = "Qamera 7", 51.128
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Qamera 7</x:xmpmeta>"


def camera_picture(picture_format: str, size=(40, 20)) -> bytes:
    """Return a picture with EXIF (device, place, lying on its side) and XMP."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = CAMERA, 6
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 7.0, 40.8), 3: "E", 4: (71.0, 25.0, 1.2)})
    out = io.BytesIO()
    options = {} if picture_format == "PNG" else {"xmp": XMP}
    Image.new("RGB", size, "teal").save(out, picture_format, exif=exif, **options)
    return out.getvalue()


def stored_bytes(image: PortalImage) -> bytes:
    with image.file.storage.open(image.file.name) as file:
        return file.read()


def test_private_document_is_not_served_under_media():
    collection = Collection.get_first_root_node().add_child(name="Қызметкерлерге")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    document = get_document_model().objects.create(
        title="Құпия",
        collection=collection,
        file=ContentFile(b"secret words", name="qupiya.txt"),
    )
    assert Client().get(document.url).status_code == 302
    for path in (
        f"/media/{document.file.name}",
        f"/media/images/../{document.file.name}",
        f"/media/images/%2e%2e/{document.file.name}",
        f"/media//{document.file.name}",
    ):
        assert Client().get(path).status_code in {400, 404}, path
    client = Client()
    client.force_login(User.objects.create_superuser("moldir"))
    assert b"".join(client.get(document.url)) == b"secret words"


@pytest.mark.parametrize(
    ("extension", "picture_format"),
    [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("avif", "AVIF")],
)
def test_uploaded_picture_loses_camera_and_place(extension, picture_format):
    client = Client()
    client.force_login(User.objects.create_superuser("moldir"))
    data = camera_picture(picture_format)
    assert has_metadata(data)
    file = ContentFile(data, name=f"aula.{extension}")
    response = client.post("/admin/images/add/", {"title": "Аула", "file": file, **ALT})
    assert response.status_code == 302
    image = PortalImage.objects.get()
    original = stored_bytes(image)
    assert not has_metadata(original)
    assert CAMERA.encode() not in original
    assert b"Exif" not in original
    assert image.file_size == len(original)
    assert (image.width, image.height) == (20, 40)  # upright
    rendition = image.get_rendition("width-10")
    page = Client().get(rendition.url)
    assert page.status_code == 200
    resized = b"".join(page)
    assert not has_metadata(resized)
    assert CAMERA.encode() not in resized
    assert Client().get(f"/media/{image.file.name}").status_code == 404


def test_picture_without_metadata_is_kept_byte_for_byte():
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "teal").save(out, "JPEG", quality=71)
    assert strip_metadata(out.getvalue()) == out.getvalue()
    assert strip_metadata(camera_picture("JPEG") + b"a film") != camera_picture("JPEG")


def test_animation_keeps_its_frames_and_loses_its_comment():
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("teal", "white")]
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=200, comment=CAMERA.encode()
    )
    stripped = strip_metadata(out.getvalue())
    assert CAMERA.encode() not in stripped
    with Image.open(io.BytesIO(stripped)) as image:
        assert image.n_frames == 2


def test_unreadable_picture_is_refused():
    with pytest.raises(FileRejectedError):
        strip_metadata(camera_picture("JPEG", (400, 400))[:-200])


@pytest.mark.parametrize("kept", [2, 20, 200, 600, 700])
@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_truncated_picture_is_refused_with_a_sentence(picture_format, kept):
    client = Client()
    client.force_login(User.objects.create_superuser("moldir"))
    file = ContentFile(camera_picture(picture_format, (400, 400))[:kept], name="aula.jpg")
    response = client.post("/admin/images/add/", {"title": "Аула", "file": file, **ALT})
    assert response.status_code == 200
    assert not PortalImage.objects.exists()


def test_command_strips_pictures_of_earlier_versions():
    data = camera_picture("JPEG")
    image = PortalImage(title="Аула", **ALT)
    image.file = StrippedFile(data, name="aula.jpg")  # as 0.1.0 stored it
    image.save()
    old_name, old_rendition = image.file.name, image.get_rendition("width-10")
    assert has_metadata(stored_bytes(image))
    call_command("strip_pictures")
    image = PortalImage.objects.get()
    assert not has_metadata(stored_bytes(image))
    assert image.file_size == len(stored_bytes(image))
    assert not image.file.storage.exists(old_name)
    assert not image.renditions.filter(pk=old_rendition.pk).exists()
    before = image.file.name
    call_command("strip_pictures")
    assert PortalImage.objects.get().file.name == before


def test_sizes_of_a_picture_are_made_when_it_is_uploaded(site, django_capture_on_commit_callbacks):
    """The visitor who is the first to see it writes nothing."""
    editor, visitor = Client(), Client()
    editor.force_login(User.objects.create_superuser("moldir"))

    def upload(path: str, size: tuple[int, int]) -> PortalImage:
        file = ContentFile(camera_picture("PNG", size), name="aula.png")
        with django_capture_on_commit_callbacks(execute=True):
            assert editor.post(path, {"title": "Аула", "file": file, **ALT}).status_code == 302
        return PortalImage.objects.get()

    image = upload("/admin/images/add/", (90, 60))
    page = a_report("kk", photo=image)
    for size in ((90, 60), (60, 60)):
        image = upload(f"/admin/images/{image.pk}/", size)
        with CaptureQueriesContext(connection) as queries:
            body = visitor.get(page.url).content.decode()
        assert ".webp" in body
        assert not [row for row in queries if row["sql"].startswith(("INSERT", "UPDATE"))]
