"""Two sounds → one picture: the spectrogram of the one over that of the other, on one scale."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Samples = NDArray[np.float32]  # one channel, shape (n,)

WIDTH, HEIGHT = 620, 128  # pixels of one panel
LEFT, ABOVE, BELOW = 34, 18, 18  # pixels beside, over and under it
DEPTH = 60.0  # dB from the loudest, black, to what is white
GREYS = 12  # as many as are told apart, and as few as keep the file small
INK = 0
LETTERS = 11  # pixels


@dataclass(frozen=True, slots=True)
class View:
    """What of a sound is looked at."""

    start: float  # seconds
    seconds: float
    top: float  # Hz; the picture begins at 0
    window: float  # seconds of each spectrum: long to tell tones apart, short to tell moments


def levels(sound: Samples, rate: int, view: View) -> NDArray[np.float64]:
    """Return the power of ``sound`` in dB, shape (HEIGHT, WIDTH); the first row is the highest.

    Of all frequencies and of all moments that fall on one pixel the loudest counts, so that no
    tone and no click is too thin to be seen.
    """
    size = round(view.window * rate)
    hops = max(1, round(view.seconds / WIDTH / view.window * 4))  # windows a column
    centres = view.start + (np.arange(WIDTH * hops) + 0.5) * view.seconds / WIDTH / hops
    padded = np.pad(sound.astype(np.float64), size)
    first = np.clip(np.rint(centres * rate).astype(int) + size // 2, 0, len(padded) - size)
    frames = padded[first[:, None] + np.arange(size)] * np.hanning(size)
    count = max(size, round(2 * HEIGHT * rate / view.top))  # a bin for each row at least
    power = np.abs(np.fft.rfft(frames, count, axis=1)) ** 2 / size
    edges = np.linspace(0, view.top / rate * count, HEIGHT + 1).astype(int)
    rows = np.stack([power[:, a : max(b, a + 1)].max(axis=1) for a, b in pairwise(edges)])
    columns = rows.reshape(HEIGHT, WIDTH, hops).max(axis=2)
    return 10 * np.log10(columns[::-1] + 1e-12)


def drawn(before: Samples, after: Samples, rate: int, view: View) -> Image.Image:
    """Return a picture of 658 × 310 pixels in shades of grey; the louder, the darker."""
    panels = [levels(sound, rate, view) for sound in (before, after)]
    loudest = max(float(panel.max()) for panel in panels)
    image = Image.new("L", (LEFT + WIDTH + 4, 2 * (ABOVE + HEIGHT) + BELOW), 255)
    draw = ImageDraw.Draw(image)
    draw.font = ImageFont.load_default(LETTERS)
    for number, (panel, name) in enumerate(zip(panels, ("before", "after"), strict=True)):
        top = number * (ABOVE + HEIGHT) + ABOVE
        depth = np.clip((loudest - panel) / DEPTH, 0, 1)
        shades = np.rint(depth * (GREYS - 1)) * (255 / (GREYS - 1))
        image.paste(Image.fromarray(shades.astype(np.uint8)), (LEFT, top))
        draw.text((LEFT, top - 15), name, INK)
        draw.rectangle((LEFT - 1, top - 1, LEFT + WIDTH, top + HEIGHT), outline=128)
        for part in (0.0, 0.5, 1.0):
            y = top + HEIGHT * (1 - part)
            said = f"{view.top * part / 1000:g}" if view.top >= 2000 else f"{view.top * part:g}"
            draw.line((LEFT - 4, y, LEFT - 1, y), 128)
            draw.text((LEFT - 7, y), said, INK, anchor="rm")
        draw.text((LEFT - 7, top - 9), "kHz" if view.top >= 2000 else "Hz", INK, anchor="rm")
    bottom = 2 * (ABOVE + HEIGHT)
    for second in range(int(view.seconds) + 1):
        x = LEFT + second / view.seconds * WIDTH
        draw.line((x, bottom, x, bottom + 4), 128)
        draw.text((x + 3, bottom + 3), f"{view.start + second:g} s", INK)
    return image


def save(image: Image.Image, path: Path) -> None:
    """Write ``image`` as PNG, with as few shades as it has."""
    image.quantize(16, dither=Image.Dither.NONE).save(path, optimize=True)
