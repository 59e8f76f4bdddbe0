"""A picture → the small square by which readers of bundles show what they hold."""

import io

from PIL import Image, UnidentifiedImageError

SIDE = 48  # pixels: the one size that every ZIM has
LARGEST = 4_000_000  # bytes: a site's own pictures are a tenth of it
MOST_PIXELS = 25_000_000


def icon(data: bytes | None) -> bytes:
    """Return a PNG of 48 × 48 pixels; a grey one where there is no picture, or none that opens."""
    picture = Image.new("RGB", (SIDE, SIDE), (96, 96, 96))
    if data is not None and len(data) <= LARGEST:
        try:
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as opened:
                if opened.width * opened.height <= MOST_PIXELS:
                    picture = opened.convert("RGB").resize((SIDE, SIDE))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            pass  # a bundle without the show's picture is a bundle
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
