"""The picture of a link: the same everywhere, in every script that it has letters for."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, features

from izdat.model.file import File, file_at
from izdat.model.publication import EditionCard, EpisodeCard, LinkCard
from izdat.model.show import Font, Show, Theme
from izdat.render import lettering
from izdat.render.link_card import (
    HOUSE,
    Look,
    drawn,
    episode_cards,
    look,
    render_link_card,
    site_cards,
)
from izdat.render.theme import ASSETS

MONO, SANS = lettering.shipped()
PLAIN = Look(HOUSE, None, ())
CARD = LinkCard("en", "When the river came in", "The Night Ferry", "x/card-1.jpg")
SHOW = Show("Ferry", "https://ferry.example/", "en", "Boats.", languages=("en", "ar"))


def image_of(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


@pytest.fixture
def artwork(tmp_path: Path) -> File:
    Image.new("RGB", (900, 900), "navy").save(tmp_path / "art.png")
    return file_at(tmp_path / "art.png")


def test_a_card_is_the_same_each_time_and_holds_pixels_alone(tmp_path: Path) -> None:
    (output,) = render_link_card(tmp_path / "a", PLAIN, CARD)
    (again,) = render_link_card(tmp_path / "b", PLAIN, CARD)
    assert output == replace(again, file=output.file)
    assert output.file.sha256 == again.file.sha256
    with Image.open(tmp_path / "a" / CARD.path) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_artwork_stands_where_a_line_ends(artwork: File) -> None:
    for lang, x in (("en", 1100), ("ar", 100)):
        card = image_of(drawn(Look(HOUSE, artwork, ()), replace(CARD, lang=lang)))
        red, _, blue = card.getpixel((x, 300))  # type: ignore[misc]
        assert (red < 10, blue > 118) == (True, True)
        paper = card.getpixel((1200 - x, 625))
        assert paper == pytest.approx((246, 247, 244), abs=2)


def test_artwork_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nno")
    assert drawn(Look(HOUSE, file_at(tmp_path / "bad.png"), ()), CARD) == drawn(PLAIN, CARD)


def test_letters_that_no_font_has_are_left_out_not_drawn_as_boxes(artwork: File) -> None:
    unknown = replace(CARD, title="河水来了")
    shown = Look(HOUSE, artwork, ())
    assert drawn(shown, unknown) == drawn(shown, replace(CARD, title=""))
    assert drawn(PLAIN, unknown) == b""
    assert drawn(PLAIN, CARD)


def test_a_font_of_the_shows_own_is_used_where_it_has_the_letters(tmp_path: Path) -> None:
    (tmp_path / "own.woff2").write_bytes(SANS)
    own = file_at(tmp_path / "own.woff2")
    font = Font(own, "type", own)
    given = look(replace(SHOW, theme=Theme("#004400", fonts=(font,))), None)
    assert given == Look("#004400", None, (own,))
    assert drawn(given, CARD) != drawn(replace(given, fonts=()), CARD)
    greek = replace(CARD, title="Ποταμός", show="")  # SANS, as it is shipped, has no Greek
    assert drawn(given, greek) == drawn(replace(given, fonts=()), greek)


def test_an_accent_that_cannot_be_read_is_on_no_card_either() -> None:
    assert look(replace(SHOW, theme=Theme("#eeee00")), None).accent == HOUSE


def test_names_hold_a_digest_of_all_that_is_drawn() -> None:
    edition = EditionCard("en", "Pier", "", "pier/", 9.0)
    card = EpisodeCard(
        "pier", 1, None, "full", datetime(2031, 4, 7, tzinfo=UTC), None, (edition,), ()
    )
    (first,) = episode_cards(SHOW, card, (), PLAIN)
    assert first.path.startswith("pier/card-")
    renamed = replace(card, editions=(replace(edition, title="The pier"),))
    assert episode_cards(SHOW, renamed, (), PLAIN)[0].path != first.path
    assert episode_cards(SHOW, card, (), replace(PLAIN, accent="#000"))[0].path != first.path
    corrected = replace(card, editions=(replace(edition, summary="Else."),))
    assert episode_cards(SHOW, corrected, (), PLAIN) == (first,)
    assert [each.lang for each in site_cards(SHOW, PLAIN)] == ["en", "ar"]


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    line = lettering.seen("نهر 12", "rtl")
    assert line.startswith("12")  # a number stands where the line ends, and is not turned
    letters = [f"{ord(letter):04X}" for letter in line if letter > "\u0600"]
    # Seen from the left: reh at its end, heh in the middle, noon at its beginning (Unicode, FE70).
    assert letters == ["FEAE", "FEEC", "FEE7"]
    assert lettering.seen("boat 12", "ltr") == "boat 12"


@pytest.mark.skipif(not features.check_feature("raqm"), reason="no shaping engine to compare with")
@pytest.mark.parametrize(
    "words",
    ["العبارة", "الليلية", "رسائل", "المدرسة", "کشتی", "نامه‌ها", "כשהנהר נכנס 12", "boat 12"],
)
def test_a_line_is_as_a_shaping_engine_sets_it(words: str) -> None:
    font = lettering.sized(SANS, 48)
    judge = ImageFont.truetype(BytesIO(SANS), 48, layout_engine=ImageFont.Layout.RAQM)
    is_rtl = words[0] > "\u0500"
    ours, theirs = (Image.new("L", (1200, 90)) for _ in range(2))
    line = lettering.seen(words, "rtl" if is_rtl else "ltr")
    ImageDraw.Draw(ours).text((10, 10), line, font=font, fill=255)
    ImageDraw.Draw(theirs).text(
        (10, 10), words, font=judge, fill=255, direction="rtl" if is_rtl else "ltr",
        features=["-kern"],
    )  # fmt: skip
    assert font.getlength(line) == pytest.approx(judge.getlength(words), rel=0.04)
    unjoined = Image.new("L", (1200, 90))
    ImageDraw.Draw(unjoined).text((10, 10), words, font=font, fill=255)

    def difference(image: Image.Image) -> float:
        return float(np.asarray(ImageChops.difference(image, theirs)).sum() / np.sum(theirs))

    assert difference(ours) < 0.6  # letters stand on whole pixels here: some drift apart
    if is_rtl:
        assert difference(unjoined) > 1.4 * difference(ours)


@given(
    st.text(st.sampled_from("abcdefgh Жщ éß — نهرالب -"), max_size=400),
    st.sampled_from(["ltr", "rtl"]),
    st.integers(60, 900),
    st.integers(40, 400),
)
def test_words_fit_wherever_they_are_put(
    words: str, direction: str, width: int, height: int
) -> None:
    found = lettering.fitted(
        words, (MONO, SANS), direction, width=width, height=height, sizes=(60, 44, 32)
    )
    if found is None:
        assert not words.split() or any(letter in words for letter in "Жщ")
        return
    font = lettering.sized(found.font, found.size)
    assert len(found.lines) * found.leading <= max(height, found.leading)
    assert all(font.getlength(line) <= width for line in found.lines if len(line) > 1)
    assert found.lines


def test_what_is_too_long_ends_with_an_ellipsis() -> None:
    found = lettering.fitted("boat " * 99, (MONO,), "ltr", width=300, height=80, sizes=(32,))
    assert found is not None
    assert found.lines[-1].endswith("…")
    short = lettering.fitted("boat", (MONO,), "ltr", width=300, height=80, sizes=(60, 32))
    assert short is not None
    assert (short.lines, short.size) == (("boat",), 60)


def test_the_shipped_fonts_come_with_their_licence() -> None:
    text = (ASSETS / "card-fonts.txt").read_text()
    for name in lettering.SHIPPED:
        assert name in text
    assert "Permission is hereby granted" in text
