"""Who says how much: what is spoken is counted, and what was measured is told from what was not."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from izdat.claims.tables import shares_csv
from izdat.claims.voices import voice_shares
from izdat.cli import main
from izdat.model.content import Appearance, Provenance, Segment
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.time import ParagraphTimes, SegmentTimes
from izdat.model.voices import WORDS_A_MINUTE, Share, per_cent, total, totals
from izdat.text.markdown import parse_body

TEXT = """\
## Four words that nobody reads {#pier}

@mira: How many people? [a note]{.note} Two [three] four.

@boat: Forty, [mes amis]{lang=fr}.[^n]

{.stage}
A motor coughs for a long time.

- One.

### A heading {#more}

@mira: Thanks.

## The shore {#shore}

The house speaks here.

[^n]: A footnote of six words here.
"""
HOUSE, MIRA, BOAT = "", "mira", "boat"


@pytest.fixture(scope="module")
def episode() -> Episode:
    read = parse_body(TEXT, file="a.md", first_line=1, voices=frozenset({"mira", "boat"}))
    assert not read.problems
    where = {"pier": Provenance(first=Appearance("a wall")), "shore": Provenance()}
    segments = tuple(Segment(s.id, s.title, where[s.id], s.blocks) for s in read.segments)
    voices = (Voice("mira", "Mira Vale", "host"), Voice("boat", "a pilot"))
    original = Edition("en", "", "", voices, segments, read.footnotes)
    arabic = Edition("ar", "", "", (Voice("mira", "ميرا"),), ())
    return Episode("night-1", (original, arabic), None)


def test_only_what_is_spoken_counts(episode: Episode) -> None:
    shares = voice_shares("night-1", episode)
    assert {(s.voice, s.lang, s.origin): s.words for s in shares} == {
        (MIRA, "en", "a wall"): 6,  # How many people Two four, Thanks
        (BOAT, "en", "a wall"): 2,  # Forty, One
        (BOAT, "fr", "a wall"): 2,
        (HOUSE, "en", ""): 4,
    }
    first = shares[0]
    assert (first.name, first.role, first.names) == ("Mira Vale", "host", (("ar", "ميرا"),))


def test_without_times_every_minute_is_an_estimate(episode: Episode) -> None:
    whole = total(voice_shares("night-1", episode))
    assert whole.measured == 0
    assert whole.estimated == pytest.approx(14 * 60 / WORDS_A_MINUTE)


def test_what_is_measured_is_not_estimated_again(episode: Episode) -> None:
    times = (
        ParagraphTimes(1, 10.0, 16.0),
        ParagraphTimes(2, 16.0, 19.0),  # one word of English and two of French
        ParagraphTimes(3, 20.0),  # its end is not known
        ParagraphTimes(4, is_absent=True),  # it was looked for, and is not there
    )
    shares = voice_shares("night-1", episode, [SegmentTimes("pier", times)])
    found = {(s.voice, s.lang): (s.measured, s.estimated) for s in shares}
    each = 60 / WORDS_A_MINUTE
    assert found == {
        (MIRA, "en"): (6.0, 0.0),
        (BOAT, "en"): (1.0, each),
        (BOAT, "fr"): (2.0, 0.0),
        (HOUSE, "en"): (0.0, pytest.approx(4 * each)),
    }


def test_totals_come_with_most_words_first_and_lose_nothing(episode: Episode) -> None:
    shares = voice_shares("night-1", episode)
    found = totals(shares, lambda each: each.voice)
    assert [(key, own.words) for key, own in found] == [(MIRA, 6), (BOAT, 4), (HOUSE, 4)]
    assert sum(own.words for _, own in found) == total(shares).words
    assert [per_cent(n, 1000) for n in (0, 1, 4, 5, 1000)] == [
        "0 %", "< 1 %", "< 1 %", "0 %", "100 %",
    ]  # fmt: skip
    assert per_cent(0, 0) == "0 %"


def test_a_spreadsheet_runs_nothing() -> None:
    share = Share("night-1", "mira", "=cmd()", "", "en", "", 1)
    (row,) = csv.DictReader(io.StringIO(shares_csv([share])))
    assert row["name"] == "'=cmd()"
    assert (
        shares_csv([replace(share, name="Mira")]).splitlines()[1].startswith("night-1,mira,Mira,")
    )


# ---- the verb -------------------------------------------------------------------


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = tmp_path / "episodes" / "night-1"
    folder.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(
        "title: Ferry\naddress: https://ferry.example/\nlang: en\ndescription: Voices.\n"
        "speech: {engine: none}\n"
    )
    front = "title: Night\npublished: 2021-04-07T06:00:00Z\nvoices: {boat: {name: a pilot}}\n"
    text = "## The pier {#pier}\n\n@boat: Forty people crossed. [no]{.note}\n"
    (folder / "episode.md").write_text(f"---\n{front}---\n\n{text}")
    return tmp_path


def izdat(*words: str) -> Result:
    return CliRunner().invoke(main, ["voices", *words], catch_exceptions=False)


def test_the_verb_tells_words_minutes_and_that_these_are_estimated(show: Path) -> None:
    told = izdat("--show", str(show))
    assert told.exit_code == 0
    assert "a pilot" in told.stdout
    assert "≈ 0:01" in told.stdout
    assert "estimated from words" in told.stdout
    (row,) = map(json.loads, izdat("night-1", "--show", str(show), "--json").stdout.splitlines())
    assert (row["words"], row["measured"], row["estimated"]) == (3, 0.0, 1.2)
    assert izdat("--show", str(show), "--csv", "-").stdout.startswith("episode,voice,")
    assert izdat("night-2", "--show", str(show)).exit_code == 2
    (show / "show.yaml").write_text("title: [\n")
    assert izdat("--show", str(show)).exit_code == 1


def test_the_site_has_a_page_for_the_show_and_one_an_episode(show: Path) -> None:
    built = CliRunner().invoke(main, ["build", "--quiet", str(show)])
    assert built.exit_code == 0, built.output
    public = show / "public"
    pages = [
        (public / path).read_text() for path in ("voices/index.html", "voices/night-1/index.html")
    ]
    for page in pages:
        assert "a pilot" in page
        assert "estimated from words" in page
        assert "All minutes are measured" not in page
    assert "../voices/night-1/index.html" in (public / "night-1/index.html").read_text()
    assert "voices/night-1/" in (public / "sitemap.txt").read_text()
