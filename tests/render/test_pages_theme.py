"""Assets: small, named by what is in them, and readable in the show's own colours."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from izdat.model.colour import CONTRAST, contrast, least_contrast, readable
from izdat.model.file import File, file_at
from izdat.model.place import NOWHERE
from izdat.model.show import Show, Theme
from izdat.render import pictures
from izdat.render.theme import (
    ASSETS,
    SCRIPTS,
    accents,
    compact,
    icon,
    render_assets,
    script,
)

SHOW = Show("Ferry", "https://ferry.example/", "en", "About boats.")


def picture(path: Path, width: int, height: int, form: str = "PNG") -> File:
    Image.new("RGB", (width, height), "navy").save(path, form)
    return file_at(path)


def test_the_sheet_and_the_script_are_small() -> None:
    assert len(compact((ASSETS / "style.css").read_text("utf-8")).encode()) <= 15_000
    assert len(script(*SCRIPTS["player"])) <= 20_000
    assert len(script(*SCRIPTS["beside"])) <= 5_000  # pages that have another language only


def test_the_sheet_asks_for_no_other_file_and_knows_no_left_and_right() -> None:
    style = (ASSETS / "style.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(
        r"(?:margin|padding|border|inset)-(?:left|right)|\b(?:left|right)\s*:", style
    )


@pytest.mark.parametrize("name", ["style", "claims", "report"])
def test_sizes_of_letters_and_spaces_are_of_the_two_scales(name: str) -> None:
    style = re.sub(r"/\*.*?\*/", "", (ASSETS / f"{name}.css").read_text("utf-8"), flags=re.DOTALL)
    found = re.findall(r"[\s{]((?:font|margin|padding|gap|column-gap)[\w-]*: [^;}]*rem)", style)
    own = [each for each in found if set(re.findall(r"-?[\d.]+rem", each)) - {"1rem"}]
    # The page's own size on a desk and on a telephone; a title that grows with the window; and what
    # is drawn back to the text that it belongs to.
    known = ("font: 1.125rem", "font-size: 1.0625rem", "font: 700 clamp(", "margin-block: -.4rem")
    assert [each for each in own if not each.startswith(known)] == []


def test_names_change_with_the_content_and_only_then(tmp_path: Path) -> None:
    once, _ = render_assets(tmp_path / "a", SHOW)
    again, _ = render_assets(tmp_path / "b", replace(SHOW, description="Else."))
    other, _ = render_assets(tmp_path / "c", replace(SHOW, theme=Theme("#004400")))
    assert once == again
    assert once.script == other.script
    assert once.stylesheet != other.stylesheet


def test_artwork_comes_in_sizes_and_never_larger_than_it_was(tmp_path: Path) -> None:
    image = picture(tmp_path / "art.png", 1500, 1600)
    facts, outputs = render_assets(tmp_path / "out", replace(SHOW, image=image))
    assert [size for size, _ in facts.artwork] == [1500, 1400, 1200, 600, 300]
    for size, path in facts.artwork:
        with Image.open(tmp_path / "out" / path) as made:
            assert made.size == (size, size)
    assert {output.path for output in outputs} >= {path for _, path in facts.artwork}


def test_artwork_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    bad = tmp_path / "art.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    facts, _ = render_assets(tmp_path / "out", replace(SHOW, image=file_at(bad)))
    assert facts.artwork == ()


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("red;}", "#fff") == 0


@given(st.sampled_from(["light", "dark"]), st.integers(0, 0xFFFFFF))
def test_the_nearest_colour_that_can_be_read_can_be_read(scheme: str, colour: int) -> None:
    accent = f"#{colour:06x}"
    near = readable(accent, scheme)
    assert least_contrast(near, scheme) >= CONTRAST
    assert (near == accent) == (least_contrast(accent, scheme) >= CONTRAST)


def test_a_link_must_be_readable_on_the_wash_of_its_own_colour_too() -> None:
    # Just enough on the paper, and not where a link led to.
    assert contrast("#6f6f6f", "#f6f7f4") > CONTRAST > least_contrast("#6f6f6f", "light")
    assert accents(replace(SHOW, theme=Theme("#6f6f6f"))) == ""
    assert least_contrast("red", "dark") == 0


def test_a_colour_that_cannot_be_read_is_not_used() -> None:
    assert accents(replace(SHOW, theme=Theme("#eeee00"))) == ""
    assert "--accent:#004400" in accents(replace(SHOW, theme=Theme("#004400")))
    assert "}" not in accents(replace(SHOW, theme=Theme("#000;}body{")))


def test_a_colour_for_light_only_stays_out_of_the_dark() -> None:
    rules = accents(replace(SHOW, theme=Theme("#004400")))
    assert rules.startswith("@media screen and (prefers-color-scheme:light)")
    faint = accents(replace(SHOW, theme=Theme("#004400", "#111111")))  # the dark one is not used
    assert faint == rules


def test_paper_is_printed_in_black() -> None:
    rules = accents(replace(SHOW, theme=Theme("#004400", "#aaffaa")))
    assert [rule[:13] for rule in rules.splitlines()] == ["@media screen"] * 2


def test_the_icon_is_the_shows_letter() -> None:
    assert ">F</text>" in icon(SHOW)
    assert "&lt;" not in icon(replace(SHOW, title="<Ж"))
    assert ">Ж<" in icon(replace(SHOW, title="<Ж"))


def test_nothing_a_camera_wrote_is_published(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x0112] = 6  # turned by 90 degrees
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (400, 200), "olive").save(path, exif=exif, comment=b"SECRETPLACE")
    image = pictures.opened(file_at(path))
    assert image is not None
    made = pictures.encoded(image, 1600, keep_png=False)
    assert (made.width, made.height) == (200, 400)
    assert b"SECRET" not in made.data
    with Image.open(BytesIO(made.data)) as read:
        assert not read.getexif()


def test_a_picture_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    file = picture(tmp_path / "a.png", 900, 500)
    image = pictures.opened(file)
    assert image is not None
    assert pictures.encoded(image, 800, True) == pictures.encoded(image, 800, True)


def test_a_picture_that_cannot_be_published_is_a_problem(tmp_path: Path) -> None:
    text = tmp_path / "a.png"
    text.write_text("no picture")
    found = pictures.picture_problem(file_at(text), NOWHERE)
    assert found is not None
    assert found.code == "picture-unreadable"
    huge = replace(picture(tmp_path / "b.png", 10, 10), size=10**9)
    found = pictures.picture_problem(huge, NOWHERE)
    assert found is not None
    assert found.code == "picture-too-large"
    assert pictures.opened(huge) is None
    assert pictures.picture_problem(picture(tmp_path / "c.png", 10, 10), NOWHERE) is None
