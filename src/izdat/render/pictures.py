"""Pictures made again from their pixels: nothing a camera wrote into the file is published."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from izdat.model.file import File
from izdat.model.place import Place
from izdat.model.problem import Problem

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # no SVG: it may hold a script
MOST_PIXELS = 64_000_000  # 256 MB once decoded; the largest camera phones stay below
MOST_BYTES = 40_000_000
WIDE = 1600  # pixels: two for each of a wide text column
NARROW = 800  # pixels: a phone's screen
COVER = 3000  # pixels: the most that Apple's directory takes
QUALITY = 84  # JPEG; below, edges of letters fray
RECIPE = "1"  # goes up when the same picture shall come out otherwise: names depend on it


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture's new bytes."""

    data: bytes
    suffix: str  # ".jpg" or ".png"
    width: int
    height: int


def picture_problem(file: File, place: Place) -> Problem | None:
    """Return why a picture cannot be published, judged by its header; None if it can."""
    name = file.path.name
    if file.size > MOST_BYTES:
        return Problem(
            "picture-too-large",
            place,
            f"the picture {name} has {file.size:,} bytes; the most is {MOST_BYTES:,}",
            "save it smaller: 3,000 pixels on its longer side are enough",
        )
    try:
        with Image.open(file.path, formats=FORMATS) as image:
            width, height = image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Problem(
            "picture-unreadable",
            place,
            f"the picture {name} is not a JPEG, PNG, WebP or GIF that can be read",
            "save it again as JPEG or PNG",
        )
    if width * height > MOST_PIXELS:
        return Problem(
            "picture-too-large",
            place,
            f"the picture {name} has {width:,} × {height:,} pixels",
            "save it smaller: 3,000 pixels on its longer side are enough",
        )
    return None


def picture_name(file: File, width: int, suffix: str, stem: str) -> str:
    """Return the published name of ``file`` at most ``width`` wide: known before it is made."""
    recipe = f"{file.sha256} {width} {RECIPE}"
    return f"{stem}-{hashlib.sha256(recipe.encode()).hexdigest()[:8]}{suffix}"


def cover_name(file: File) -> str:
    """Return the published name of an episode's own artwork, in the episode's folder."""
    return picture_name(file, COVER, ".jpg", "cover")


def opened(file: File) -> Image.Image | None:
    """Return a picture upright and in RGB or RGBA; None if it cannot be read."""
    if file.size > MOST_BYTES:
        return None
    try:
        with Image.open(file.path, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            # A JPEG is decoded no larger than it will be needed.
            image.draft("RGB", (COVER, COVER))
            upright = ImageOps.exif_transpose(image)
            return upright.convert("RGBA" if _has_alpha(upright) else "RGB")
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        UnidentifiedImageError,
    ):
        return None


def encoded(image: Image.Image, width: int, keep_png: bool) -> Encoded:
    """Return ``image`` no wider than ``width`` pixels, from its pixels alone.

    PNG where ``keep_png`` (drawings, and whatever is transparent), else JPEG over white.
    """
    if image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    stream = BytesIO()
    if keep_png:
        _bare(image).save(stream, "PNG", compress_level=9)
        return Encoded(stream.getvalue(), ".png", image.width, image.height)
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    _bare(image).save(stream, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return Encoded(stream.getvalue(), ".jpg", image.width, image.height)


def squared(image: Image.Image, side: int) -> Image.Image:
    """Return the middle of ``image`` as a square, no wider than ``side`` pixels."""
    least = min(image.size)
    side = min(side, least)
    return ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)


def write(encoded: Encoded, path: Path) -> File:
    """Write a picture and return it as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded.data)
    return File(path, hashlib.sha256(encoded.data).hexdigest(), len(encoded.data))


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _bare(image: Image.Image) -> Image.Image:
    """Return the pixels and nothing else: no profile, no EXIF, no comment."""
    bare = image.copy()
    bare.info = {}
    return bare
