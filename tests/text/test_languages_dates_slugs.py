import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.text.dates import (
    clock,
    exact_clock,
    format_date,
    format_duration,
    is_edtf,
    parse_clock,
)
from izdat.text.languages import direction, is_language, language_name
from izdat.text.slugs import nearest, slugify


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hant", "sr-Latn-RS", "ckb", "es-419", "en-x-a"])
def test_these_are_languages(tag):
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag", ["", "english", "en_GB", "xx", "eng", "en-", "-en", "qqq", "e", "en-GB-US" * 20, "дa"]
)
def test_these_are_no_languages(tag):
    assert not is_language(tag)


def test_direction_is_the_scripts():
    assert [direction(tag) for tag in ("ar", "fa-AF", "he", "ckb", "yi", "az-IR")] == ["rtl"] * 6
    assert [direction(tag) for tag in ("en", "ku", "ar-Latn", "az", "", "??")] == ["ltr"] * 6
    assert direction("uz-Arab") == "rtl"


def test_languages_are_called_by_their_names():
    assert language_name("ar", "en") == "Arabic"
    assert language_name("ar", "ar") == "العربية"
    assert language_name("pt-BR", "pt") == "português (Brasil)"
    assert language_name("zz", "en") == "zz"


def test_knowing_a_language_needs_no_babel():
    code = (
        "import sys, izdat.text.languages as l, izdat.text.dates;"
        "assert l.is_language('fr') and l.direction('ar') == 'rtl';"
        "sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "text",
    ["2031", "2031-04", "2032-02-29", "2031-04-07T06:00:00+02:00", "2031-04~", "203X", "2031-XX",
     "2031-04-XX", "2031-21", "-0044-03-15", "Y170000002", "2031-04-02/2031-04-06", "2031/..",
     "../2031", "2031-04/", "2031/2031-04"],
)  # fmt: skip
def test_these_are_dates(text):
    assert is_edtf(text)


@pytest.mark.parametrize(
    "text",
    ["", "31", "2031-13", "2031-00", "2031-02-29", "2031-04-31", "2031-4-7", "April", "../..", "/",
     "2031-04-06/2031-04-02", "2031-25", "2031-04-07T25:00:00Z", "2031/2032/2033", "٢٠٣١"],
)  # fmt: skip
def test_these_are_no_dates(text):
    assert not is_edtf(text)


@settings(deadline=None)
@given(st.integers(0, 359_999_999))
def test_a_clock_reads_back(milliseconds):
    assert parse_clock(exact_clock(milliseconds / 1000)) == pytest.approx(milliseconds / 1000)


def test_clocks():
    assert [clock(s) for s in (0, 123.9, 3723)] == ["0:00", "2:03", "1:02:03"]
    assert [parse_clock(t) for t in ("12:40", "1:02:40", "75:10", "0:01.5")] == [
        760.0,
        3760.0,
        4510.0,
        1.5,
    ]
    assert [parse_clock(t) for t in ("1:2", "12:60", "1:60:00", "x", "", "１:００")] == [None] * 6


def test_dates_and_durations_are_said_in_the_language():
    assert format_date(date(2031, 4, 7), "en") == "April 7, 2031"
    late = datetime(2031, 4, 7, 23, 30, tzinfo=timezone(timedelta(hours=2)))
    assert format_date(late, "de") == "7. April 2031"
    assert format_duration(6300, "en") == "1 hour and 45 minutes"
    assert format_duration(20, "en") == "20 seconds"
    assert format_duration(3600, "xx") == "1 hour"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("When the river came in", "when-the-river-came-in"),
        ("Ça n’est – rien!", "ca-nest-rien"),
        ("Когда река вошла", "kogda-reka-voshla"),
        ("حين دخل", "hyn-dkhl"),
        ("日本", ""),
        ("--- ", ""),
    ],
)
def test_a_slug_is_plain_ascii(text, slug):
    assert slugify(text) == slug


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_slug_is_an_address(text):
    slug = slugify(text)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) <= 80
    assert slug == slugify(slug)


def test_the_nearest_word_is_guessed_and_a_strange_one_is_not():
    assert nearest("langauge", ["lang", "language", "title"]) == "language"
    assert nearest("Host", ["host", "guest"]) == "host"
    assert nearest("xyz", ["host"]) is None


def test_a_time_is_the_nearest_number_to_its_milliseconds():
    assert all(parse_clock(f"0:01.{n:03}") == (1000 + n) / 1000 for n in range(1000))
    assert parse_clock("1:02:40.007") == 3760.007
