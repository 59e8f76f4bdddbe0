"""The pictures of what cleaning does show what it does, and show it still."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import picture_clean
from spectrogram import HEIGHT, WIDTH, View, drawn, levels

ROOT = Path(__file__).resolve().parents[3]
RATE = 16_000
LARGEST = 60_000  # bytes
NOT_SEEN = 2.0  # of 255 shades, on average


def test_a_tone_stands_at_its_height_and_in_its_time() -> None:
    t = np.arange(8 * RATE) / RATE
    tone = np.where((t >= 2) & (t < 3), np.sin(2 * np.pi * 1000 * t), 0).astype(np.float32)
    seen = levels(tone, RATE, View(0, 8, 8000, 0.032))
    assert seen.shape == (HEIGHT, WIDTH)
    middle = seen[:, round(2.5 / 8 * WIDTH)]
    assert HEIGHT - 1 - int(middle.argmax()) == pytest.approx(HEIGHT / 8, abs=1)
    heard = np.flatnonzero(seen.max(axis=0) > seen.max() - 40)
    assert (heard[0], heard[-1]) == pytest.approx((2 / 8 * WIDTH, 3 / 8 * WIDTH), abs=2)


@pytest.mark.parametrize("window", [0.004, 0.25])
def test_a_click_of_one_sample_is_seen_wherever_it_is(window: float) -> None:
    for at in (RATE, RATE + 37, 5 * RATE + 101):
        sound = np.zeros(8 * RATE, np.float32)
        sound[at] = 1
        seen = levels(sound, RATE, View(0, 8, 8000, window))
        column = int(seen.max(axis=0).argmax())
        assert column == pytest.approx(at / RATE / 8 * WIDTH, abs=window * WIDTH / 8 + 1)
        assert seen.max() > -30 - 10 * np.log10(window * RATE)


def test_the_pictures_are_small_and_each_is_on_the_page() -> None:
    page = (ROOT / "docs" / "master.md").read_text("utf-8")
    for name in picture_clean.DIRT:
        path = picture_clean.PICTURES / f"clean-{name}.png"
        assert path.stat().st_size < LARGEST
        assert f"(pictures/{path.name})" in page


@pytest.mark.slow
@pytest.mark.parametrize("name", picture_clean.DIRT)
def test_a_picture_is_of_what_cleaning_does_today(name: str) -> None:
    cleaned = picture_clean.DIRT[name](picture_clean.interview())
    now = np.asarray(drawn(cleaned.before, cleaned.after, RATE, cleaned.view), np.float64)
    with Image.open(picture_clean.PICTURES / f"clean-{name}.png") as image:
        kept = np.asarray(image.convert("L"), np.float64)
    assert now.shape == kept.shape
    assert np.abs(now - kept).mean() < NOT_SEEN, "draw it anew: python benchmarks/picture_clean.py"
    halves = np.split(now[: now.shape[0] // 2 * 2], 2)
    assert np.abs(halves[0] - halves[1]).mean() > NOT_SEEN  # before and after differ
