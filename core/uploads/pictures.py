"""Pictures lose what a camera wrote into them: place, time, device, author.

Citizens' pictures are always redrawn; editors' pictures only when they have such data. Django is
not imported: core/uploads/sanitize.py runs this in a process of its own.
"""

import io

from PIL import Image, ImageOps

from core.uploads.filetypes import FileRejectedError

MAX_PIXELS = 120_000_000  # the largest phone cameras make 108 megapixels
MAX_IMAGE_SIDE = 5_000
KINDS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
METADATA_KEYS = {"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "mp"}
# Segments of a JPEG needed to draw it; the colour profile (APP2) is checked apart.
DRAWING_SEGMENTS = {"APP0", "APP14"}
START_OF_SCAN, END_OF_JPEG = b"\xff\xda", b"\xff\xd9"
LAST_BYTES = {"JPEG": END_OF_JPEG, "PNG": b"IEND\xae\x42\x60\x82"}


def rewrite_image(data: bytes, kind: str) -> bytes:
    """Redraw the picture upright, at most MAX_IMAGE_SIDE pixels a side; HEIC becomes JPEG."""
    formats = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    has_no_end = kind == "jpg" and END_OF_JPEG not in data[data.rfind(START_OF_SCAN) :]
    if has_no_end:  # some phones and messengers leave it out
        data += END_OF_JPEG
    with Image.open(io.BytesIO(data), formats=[formats[kind]]) as image:
        if image.width * image.height > (MAX_PIXELS if kind == "jpg" else MAX_PIXELS // 2):
            raise FileRejectedError("bomb")
        if kind == "jpg":
            image.draft(image.mode, (MAX_IMAGE_SIDE, MAX_IMAGE_SIDE))
        image.load()
        if has_no_end:
            _refuse_lost_rows(image)
        upright = ImageOps.exif_transpose(_reduce_depth(image))
        upright.thumbnail((MAX_IMAGE_SIDE, MAX_IMAGE_SIDE))
        transparent = "A" in upright.getbands() or "transparency" in upright.info
        target = "JPEG" if kind == "heic" else formats[kind]
        mode = "RGBA" if transparent and target != "JPEG" else "RGB"
        redrawn = Image.new(mode, upright.size)
        redrawn.paste(upright.convert(mode))
    out = io.BytesIO()
    redrawn.save(out, target, **({} if target == "PNG" else {"quality": 88}))
    return out.getvalue()


def _refuse_lost_rows(image: Image.Image) -> None:
    """Raise FileRejectedError when the last rows are of one colour: their data are missing."""
    rows = image.convert("RGB").crop((0, max(0, image.height - 8), image.width, image.height))
    colours = [(value, value) if isinstance(value, float) else value for value in rows.getextrema()]
    if all(highest - lowest < 3 for lowest, highest in colours):
        raise FileRejectedError("broken")


def _reduce_depth(image: Image.Image) -> Image.Image:
    """Return a grey scan of 16 bits in 8 bits; converted as it is, nearly all would be white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value / 256).convert("L")


def has_metadata(data: bytes) -> bool:
    """Return whether the picture has anything besides its pixels and colours."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        if METADATA_KEYS & image.info.keys() or image.getexif():
            return True
        if getattr(image, "text", None) or getattr(image, "private_chunks", None):
            return True
        segments = getattr(image, "applist", [])
        if any(not _draws(name, content) for name, content in segments):
            return True
        # Some phones write a second picture or a film after the end of the first.
        return not data.endswith(LAST_BYTES.get(image.format or "", b""))


def _draws(name: str, content: bytes) -> bool:
    return name in DRAWING_SEGMENTS or content.startswith(b"ICC_PROFILE")


def strip_metadata(data: bytes) -> bytes:
    """Return the picture without metadata, upright; raise FileRejectedError when it is broken."""
    try:
        if not has_metadata(data):
            return data
        with Image.open(io.BytesIO(data)) as image:
            picture_format, frames = image.format or "", getattr(image, "n_frames", 1)
            if picture_format in KINDS and (frames == 1 or picture_format == "MPO"):
                return rewrite_image(data, KINDS[picture_format])
            out = io.BytesIO()
            upright = image if frames > 1 else ImageOps.exif_transpose(image)
            options = {"exif": b"", "xmp": b"", "comment": b""}
            upright.save(out, picture_format, save_all=frames > 1, **options)
            return out.getvalue()
    except FileRejectedError:
        raise
    except Exception as error:  # Pillow raises whatever a hostile file makes it raise
        raise FileRejectedError("broken") from error
