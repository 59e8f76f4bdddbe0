"""A picture → a JPEG small enough to lie inside every audio file."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from izdat.media.unreadable import Unreadable
from izdat.model.file import File

SIDE = 1400  # pixels; the least that podcast directories take
MOST_BYTES = 500_000
MOST_PIXELS = 60_000_000  # a large camera's; more is a mistake or an attack
LARGEST_FILE = 100_000_000  # bytes
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
QUALITIES = (88, 80, 70, 60, 45, 30)


def artwork(image: File) -> bytes:
    """Return ``image`` as an RGB JPEG of at most 1400 × 1400 pixels and 500 kB.

    Nothing of the file but its pixels goes in: no EXIF, no profile, no comment, no thumbnail.
    What is transparent becomes white. Raises ``Unreadable``.
    """
    if image.size > LARGEST_FILE:
        raise Unreadable("artwork-too-large", "the picture's file is larger than 100 MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged below
            with Image.open(image.path, formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Unreadable("artwork-too-large", "the picture has too many pixels")
                picture = _plain(opened)
    except (
        OSError, SyntaxError, ValueError, Image.DecompressionBombError, UnidentifiedImageError
    ) as error:  # fmt: skip
        message = "the file is not a picture that can be read"
        raise Unreadable("artwork-unreadable", message, "save it as JPEG or PNG") from error
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        jpeg = _jpeg(picture, quality)
        if len(jpeg) <= MOST_BYTES:
            break
    return jpeg


def _plain(opened: Image.Image) -> Image.Image:
    """Return the pixels, the right way up, as RGB."""
    opened.draft("RGB", (SIDE, SIDE))  # a JPEG decoder can shrink while it reads
    upright = ImageOps.exif_transpose(opened)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        white.alpha_composite(layer)
        upright = white
    pixels = upright.convert("RGB")
    # A new image: what the file said about itself stays behind.
    return Image.frombytes("RGB", pixels.size, pixels.tobytes())


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    return out.getvalue()
