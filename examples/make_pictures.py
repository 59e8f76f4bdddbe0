"""Draws the example show's pictures: the same bytes on every run with the same Pillow.

python examples/make_pictures.py examples/night-ferry
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

NIGHT, DEEP, PAPER, LAMP = (22, 32, 44), (12, 20, 30), (236, 226, 206), (240, 163, 107)
SIZE = 1400  # pixels: the least that podcast directories take


def river(image: Image.Image, horizon: int, seed: int) -> None:
    """Draw water below ``horizon``: short strokes that grow longer as they come nearer."""
    draw = ImageDraw.Draw(image)
    chance = np.random.default_rng(seed)
    width, height = image.size
    for y in range(horizon, height, 14):
        near = (y - horizon) / (height - horizon)
        for _ in range(14):
            x = int(chance.integers(-100, width))
            length = int(20 + 200 * near * chance.random())
            light = 0.10 + 0.15 * near
            shade = tuple(int(a + (b - a) * light) for a, b in zip(NIGHT, PAPER, strict=True))
            draw.line([(x, y), (x + length, y)], fill=shade, width=2 + int(3 * near))


def artwork() -> Image.Image:
    image = Image.new("RGB", (SIZE, SIZE), NIGHT)
    draw = ImageDraw.Draw(image)
    draw.ellipse([980, 170, 1160, 350], fill=PAPER)
    draw.ellipse([945, 150, 1125, 330], fill=NIGHT)
    river(image, 800, seed=1)
    draw.rectangle([0, 790, SIZE, 800], fill=DEEP)
    draw.polygon([(330, 790), (1010, 790), (940, 900), (410, 900)], fill=DEEP)
    draw.rectangle([480, 660, 860, 790], fill=DEEP)
    draw.rectangle([700, 600, 730, 660], fill=DEEP)
    draw.rectangle([740, 695, 810, 755], fill=LAMP)
    for step in range(9):  # the window's light, broken by the water
        y = 920 + step * 46
        half = 34 + step * 5
        draw.line([(775 - half, y), (775 + half, y)], fill=LAMP, width=9 - step // 2)
    return image


def wall() -> Image.Image:
    image = Image.new("RGB", (SIZE, SIZE), NIGHT)
    draw = ImageDraw.Draw(image)
    for row in range(8):
        for column in range(-1, 9):
            x = column * 180 + (90 if row % 2 else 0)
            if column >= 5 and row < 2 + (column - 5) * 2:
                continue  # where the river came in
            shade = 40 + 5 * row
            y = 420 + row * 90
            draw.rectangle([x, y, x + 172, y + 82], fill=(shade + 22, shade + 16, shade + 8))
    river(image, 960, seed=2)
    for lamp in range(4):
        x = 110 + lamp * 220
        draw.line([(x, 300), (x, 420)], fill=DEEP, width=8)
        draw.ellipse([x - 34, 250, x + 34, 318], fill=LAMP)
    return image


def turns() -> Image.Image:
    image = Image.new("RGB", (960, 540), (203, 192, 170))
    draw = ImageDraw.Draw(image)
    chance = np.random.default_rng(3)
    for row in range(3):
        for group in range(6):
            x, y = 90 + group * 140, 90 + row * 140
            for stroke in range(4):
                lean = int(chance.integers(-5, 6))
                draw.line([(x + stroke * 20, y), (x + stroke * 20 + lean, y + 84)], DEEP, 7)
            if (row, group) != (2, 5):
                draw.line([(x - 14, y + 66), (x + 78, y + 18)], DEEP, 7)
    return image


def main(show: Path) -> None:
    def save(image: Image.Image, name: str) -> None:
        image.quantize(32, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            show / name, optimize=True
        )

    save(artwork(), "artwork.png")
    save(wall(), "episodes/when-the-river-came-in/wall.png")
    save(turns(), "episodes/what-the-water-left/turns.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
