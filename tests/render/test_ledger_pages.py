"""The ledger's pages: each claim with its speaker, its words, its place and its moment."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from izdat import claims
from izdat.cli import main
from izdat.model.claim import (
    Amount,
    Anchor,
    Claim,
    HeardMarks,
    Ledger,
    LedgerFile,
    Measure,
    Moment,
    Rendering,
    Statement,
    ToldClaims,
)
from izdat.model.publication import EditionCard, EpisodeCard, SiteFacts
from izdat.model.show import Show
from izdat.render.claim_chart import LOGARITHMIC, Row, Span, chart, scale_of, span_of, ticks
from izdat.render.claim_words import ClaimWords
from izdat.render.ledger import (
    FEW_NAMED,
    LONG,
    MeasurePart,
    ledger_parts,
    page_paths,
    render_ledger,
)
from izdat.render.relations import MOST_NAMED, related, relation_list, told_in

sys.path.insert(0, str(Path(__file__).parents[1] / "claims"))
from making_claims import claim as made

SHOW = Show("Ferry", "https://ferry.example/", "en", "About.", languages=("en", "ar"))
BUILT = SiteFacts("assets/s.css", "assets/p.js", "assets/i.svg", claims_sheet="assets/c.css")
HOSTILE = '<script>"&'


def claim(words: str, id: str, **facts: object) -> Claim:
    return replace(made(words, id, **facts), edition="en")


ARABIC = Rendering(
    "ar", Anchor("night-1", "call", 1, 0, 9, "أكثر من مئتي"), "أكثر من مئتي بيت.", "الضفة"
)
CLAIMS = (
    replace(
        claim("more than 200", "h-1", voice_name="North Bank", sentence="Now more than 200 stand."),
        renderings=(ARABIC,),
    ),
    claim(
        "40", "h-2", reported_by="the prefect", voice_name="Desk",
        references=(("disputes", ("h-1",)),),
    ),
    claim("about 300", "h-3", voice_name=HOSTILE, said="2031-04-06", note="Seen from a hill."),
    claim("340", "h-4", is_editors=True, said="2031-04-06", references=(("corrects", ("h-3",)),)),
    claim("a lot of", "h-5", voice_name="Lena", said=""),
    claim("90 %", "s-1", measure="share"),
    claim("a street full", "m-1", measure="", voice_name="Lena"),
)  # fmt: skip
STATEMENTS = (
    Statement(
        "quotation", "", Anchor("night-1", "call", 2, 0, 4, HOSTILE), HOSTILE, "en",
        reported_by="a woman", edition="en",
    ),
    Statement(
        "event", "breach", Anchor("night-1", "call", 1, 4, 9, "night"),
        "On the night it broke.", "en", when="2031-04-01", edition="en",
    ),
)  # fmt: skip
FILE = LedgerFile((Measure("homes", "Homes under water", "homes", "Ostrova", cumulative=True),))
LEDGER = claims.make_ledger(CLAIMS, FILE, STATEMENTS)[0]
CARD = EpisodeCard(
    "night-1", 1, None, "full", datetime(2031, 4, 7, tzinfo=UTC), None,
    (EditionCard("en", "Night one", "", "night-1/", 60.0),
     EditionCard("ar", "ليلة", "", "night-1/ar/", None, True)), (),
)  # fmt: skip
MOMENTS = (
    (CLAIMS[0].anchor, Moment(12.25, 13.0)), (STATEMENTS[0].anchor, Moment(61.5, 63.0)),
)  # fmt: skip
HEARD = (HeardMarks("night-1", "en", MOMENTS, "night-1/a.mp3"),)


def pages(folder: Path, ledger: Ledger = LEDGER) -> dict[str, lxml_html.HtmlElement]:
    timed = claims.with_moments(ledger, HEARD)
    return {
        output.path: lxml_html.document_fromstring(output.file.path.read_text("utf-8"))
        for part in ledger_parts(SHOW, [CARD], timed, HEARD)
        for output in render_ledger(folder, SHOW, part, BUILT)
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, lxml_html.HtmlElement]:
    return pages(tmp_path_factory.mktemp("ledger"))


def row(page: lxml_html.HtmlElement, id: str) -> lxml_html.HtmlElement:
    return page.get_element_by_id(f"claim_night-1_{id}")


def words(node: lxml_html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_there_is_a_page_for_the_show_and_one_a_measure_in_each_language(
    found: dict[str, lxml_html.HtmlElement],
) -> None:
    wanted = {"claims/index.html", "claims/homes/index.html", "claims/share/index.html"}
    assert set(found) == wanted | {f"ar/{path}" for path in wanted}
    paths = {f"{folder}index.html" for pages in page_paths(SHOW, LEDGER) for _, folder in pages}
    assert paths == set(found)
    assert ledger_parts(SHOW, [CARD], Ledger((), (), ())) == ()


def test_every_page_with_figures_says_that_they_are_not_added_up(
    found: dict[str, lxml_html.HtmlElement],
) -> None:
    for path, page in found.items():
        said = (
            "هذه الأرقام لا تُجمَع." if path.startswith("ar/") else "These figures are not added up."
        )
        assert said in words(page), path
        assert "680" not in words(page)  # 40 + 300 + 340


def test_every_claim_has_a_row_and_what_is_corrected_stays(
    found: dict[str, lxml_html.HtmlElement],
) -> None:
    page = found["claims/homes/index.html"]
    rows = page.xpath("//table/tbody/tr")
    assert [each.get("id") for each in rows] == [f"claim_night-1_h-{n}" for n in (1, 2, 3, 4, 5)]
    assert row(page, "h-3").xpath(".//s/text()") == ["about 300"]
    assert page.xpath("//table//s/text()") == ["about 300"]
    assert "Corrected by: 340" in words(row(page, "h-3")).replace("Corrected by", "Corrected by:")
    assert row(page, "h-5").xpath("string(th)").strip() == "no number"
    assert "the prefect told by Desk" in words(row(page, "h-2"))
    assert "the editors" in words(row(page, "h-4"))


def test_a_figure_leads_to_its_sentence_and_its_moment(
    found: dict[str, lxml_html.HtmlElement],
) -> None:
    own = row(found["claims/homes/index.html"], "h-1")
    assert own.xpath(".//td[@class='sentence']/p/span/a/@href") == ["../../night-1/index.html#h-1"]
    assert "Now more than 200 stand." in words(own)
    assert own.xpath(".//a[@class='at u']/@href") == ["../../night-1/a.mp3#t=12.25"]
    assert row(found["claims/homes/index.html"], "h-2").xpath(".//time[starts-with(., '0:')]") == []


def test_a_translation_shows_the_claim_in_its_own_words(
    found: dict[str, lxml_html.HtmlElement],
) -> None:
    page = found["ar/claims/homes/index.html"]
    own = row(page, "h-1")
    assert own.xpath(".//p/span/a/@href") == ["../../../night-1/ar/index.html#h-1"]
    assert "أكثر من مئتي بيت." in words(own)
    assert "أكثر من 200" in words(own)
    assert "الضفة" in words(own)
    other = row(page, "h-2").xpath(".//td[@class='sentence']/p/span")[0]
    assert (other.get("lang"), other.get("dir")) == ("en", "ltr")


def test_no_page_shows_a_bracket_around_nothing(found: dict[str, lxml_html.HtmlElement]) -> None:
    shown = [
        words(note) for page in found.values() for note in page.iterfind(".//p[@class='note']")
    ]
    assert shown  # one claim has a note, and others have none
    assert [note for note in shown if not note.strip("[]")] == []


def test_what_disagrees_stands_side_by_side(found: dict[str, lxml_html.HtmlElement]) -> None:
    disputes = found["claims/homes/index.html"].find_class("dispute")
    texts = [words(each) for each in disputes]
    assert len(texts) == len([r for r in LEDGER.relations if r.kind == "disputes"]) > 0
    (own,) = [text for text in texts if "The editors say" in text]
    assert own.index("North Bank") < own.index("the prefect")


def test_what_is_not_counted_is_listed_too(found: dict[str, lxml_html.HtmlElement]) -> None:
    page = found["claims/index.html"]
    assert "a street full" in words(page)
    assert "On the night it broke." in words(page)
    quotation = page.xpath("//section[@aria-labelledby='quotations_']//li")[0]
    assert words(quotation) == f"{HOSTILE} a woman · 1:01"
    assert quotation.xpath(".//a/@href")[0] == "../night-1/index.html#call-2"
    assert page.xpath("//script[not(@src) and not(@type)]") == []


def test_the_chart_shows_each_row_and_escapes_what_people_wrote(
    found: dict[str, lxml_html.HtmlElement],
) -> None:
    (own,) = found["claims/homes/index.html"].find_class("chart")
    links = own.xpath(".//a")
    assert [a.get("href").partition("#")[2] for a in links] == ["h-1", "h-2", "h-3", "h-4", "h-5"]
    assert [len(a.xpath(".//*[@class='arrow']")) for a in links] == [1, 0, 0, 0, 0]
    assert [len(a.xpath(".//*[@class='bar']")) for a in links] == [0, 0, 1, 0, 0]
    assert [a.get("class") for a in links][2] == "row corrected"
    assert HOSTILE in words(links[2])
    assert own.xpath(".//script") == []


# ---- the chart ------------------------------------------------------------------

AMOUNTS = [
    (Amount(300, qualifier="about"), Span(270.0, 330.0)),
    (Amount(500, qualifier="almost"), Span(450.0, 500.0)),
    (Amount(200, 200, None, "more than"), Span(200, 200, "up", True)),
    (Amount(260, 260, None, "at least"), Span(260, 260, "up")),
    (Amount(15, None, 15, "up to"), Span(15, 15, "down")),
    (Amount(7, None, 7, "less than"), Span(7, 7, "down", True)),
    (Amount(None, 30, 40, "between"), Span(30, 40)),
    (Amount(None, 2000, None, "vague"), Span(2000, 2000, "up", True)),
    (Amount(340, 340, 340), Span(340, 340)),
    (Amount(qualifier="vague"), None),
]


@pytest.mark.parametrize(("amount", "span"), AMOUNTS)
def test_a_mark_reaches_as_far_as_the_words_allow(amount: Amount, span: Span | None) -> None:
    assert span_of(amount) == span


NUMBERS = st.floats(-1e12, 1e15, allow_nan=False) | st.integers(-1000, 10**12)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_a_scale_holds_every_mark_in_its_order(ends: list[tuple[float, float]]) -> None:
    spans = [Span(float(min(pair)), float(max(pair))) for pair in ends]
    scale = scale_of(spans)
    at = [scale.at(value) for value in sorted(v for each in spans for v in (each.low, each.high))]
    assert at == sorted(at)
    assert 0 < at[0] <= at[-1] < 100
    marks = list(ticks(scale))
    assert len(marks) <= 12
    assert all(scale.low <= tick <= scale.high for tick in marks)


def test_equal_steps_begin_at_nothing_and_great_differences_go_by_powers() -> None:
    assert list(ticks(scale_of([Span(40, 40), Span(312, 312)]))) == [0, 100, 200, 300]
    wide = scale_of([Span(3, 3), Span(3 * LOGARITHMIC + 1, 400_000)])
    assert wide.is_logarithmic
    assert list(ticks(wide)) == [1, 100, 10_000]
    assert wide.at(1) < wide.at(10) < wide.at(100)
    assert wide.at(100) - wide.at(10) == pytest.approx(wide.at(10) - wide.at(1))


def test_read_from_the_right_the_chart_is_turned() -> None:
    rows = [Row("by", "40", "#a", Amount(40, 40, 40)), Row("by", "80", "#b", Amount(80, 80, 80))]
    drawn = [chart(rows, title="t", id="c", is_rtl=is_rtl, number=str) for is_rtl in (False, True)]
    places = [
        [float(x.rstrip("%")) for x in lxml_html.fromstring(each).xpath("//circle/@cx")]
        for each in drawn
    ]
    assert places[0] == [50.0, 97.0]
    assert places[1] == [50.0, 3.0]
    assert chart(rows[:0], title="t", id="c", is_rtl=False, number=str) == ""
    vague = [Row("by", "many", "#a", Amount(qualifier="vague"))]
    assert chart(vague, title="t", id="c", is_rtl=False, number=str) == ""


# ---- relations --------------------------------------------------------------------


def test_many_relations_are_named_as_far_as_anybody_reads() -> None:
    many = [claim("40", f"h-{n}", voice_name="Desk") for n in range(MOST_NAMED + 4)]
    ledger = claims.make_ledger(many, LedgerFile())[0]
    others = related(ledger)["night-1/h-0"]
    assert [kind for kind, _ in others] == ["repeats"]
    listed = relation_list(others, ClaimWords("en", "Ferry"), lambda each: f"#{each.id}")
    assert listed.count("<a ") == MOST_NAMED
    assert "and 3 more" in listed


def test_a_long_table_does_not_grow_with_the_square_of_its_rows(tmp_path: Path) -> None:
    def links(count: int) -> int:
        many = [claim("40", f"h-{n}", voice_name="Desk") for n in range(count)]
        page = pages(tmp_path, claims.make_ledger(many, LedgerFile())[0])["claims/homes/index.html"]
        return len(row(page, "h-0").find_class("related")[0].xpath(".//a"))

    assert links(LONG) == MOST_NAMED
    assert links(LONG + 1) == FEW_NAMED


def test_a_transcript_tells_below_a_paragraph_how_its_claims_relate() -> None:
    told = ToldClaims("night-1", claims.by_episode(LEDGER)["night-1"])

    def below(*, is_draft: bool = False, lang: str = "en", episode: str = "night-1") -> str:
        own = told_in(
            replace(told, episode=episode), ClaimWords(lang, "Ferry"), page="night-1/index.html",
            show_lang="en", home_lang=lang, is_draft=is_draft,
        )  # fmt: skip
        assert bool(own.links) == bool(own.below)
        return "".join(own.below.values())

    page = lxml_html.fromstring(f"<div>{below()}</div>")
    entry = page.get_element_by_id("claim_h-2_")
    assert entry.xpath("./p/a/@href") == ["../claims/homes/index.html#claim_night-1_h-2"]
    assert entry.xpath(".//dd/a/@href")[0] == "#h-1"
    assert page.get_element_by_id("claim_h-1_").xpath(".//dt/text()")[0] == "Disputed by"
    assert "These figures are not added up." in words(page)
    assert "claims/homes" not in below(is_draft=True)  # no list tells of a draft
    assert "claim_h-1_" in below(lang="ar")
    assert "claim_h-2_" not in below(lang="ar")  # the Arabic text does not mark it
    assert below(episode="night-2") == ""


# ---- the whole show ---------------------------------------------------------------

YAML = """\
title: Ferry
address: https://ferry.example/
lang: en
description: Voices.
speech: {engine: none}
"""
NIGHT = """\
---
title: Night %(n)s
%(published)s
voices:
  boat: {name: a boat pilot}
---

## The pier {#pier}

@boat: [%(figure)s]{.claim #f-%(n)s of=ferried} crossed.
"""


def night(show: Path, n: int, figure: str, published: str) -> None:
    folder = show / "episodes" / f"night-{n}"
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"n": n, "figure": figure, "published": published}
    (folder / "episode.md").write_text(NIGHT % facts)


def build(show: Path, *options: str) -> None:
    done = CliRunner().invoke(main, ["build", "--quiet", *options, str(show)])
    assert done.exit_code == 0, done.output


def test_nothing_published_tells_of_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "show.yaml").write_text(YAML)
    night(tmp_path, 1, "about 300", "published: 2021-04-07T06:00:00Z")
    night(tmp_path, 2, "40", "published: 2991-04-07T06:00:00Z")  # its day has not come
    night(tmp_path, 3, "7654", "draft: true")
    public = tmp_path / "public"
    build(tmp_path, "--drafts")
    (draft,) = public.glob("drafts/*/index.html")
    assert "about 300" in draft.read_text()
    for path in public.rglob("*.*"):
        if path.is_relative_to(public / "drafts"):
            continue
        text = path.read_text(errors="replace")
        assert "f-2" not in text, path
        assert "7654" not in text, path
        assert "f-3" not in text, path
    page = lxml_html.parse(str(public / "claims/ferried/index.html"))
    assert page.xpath("//tbody/tr/@id") == ["claim_night-1_f-1"]
    before = (public / "night-1/index.html").read_text()
    build(tmp_path, "--future")
    assert page.xpath("//tbody/tr/@id") != lxml_html.parse(
        str(public / "claims/ferried/index.html")
    ).xpath("//tbody/tr/@id")
    assert "Other claims: 1" in (public / "night-1/index.html").read_text()
    assert "Other claims: 1" not in before
    (tmp_path / "episodes/night-1/episode.md").unlink()
    (tmp_path / "episodes/night-1").rmdir()
    night(tmp_path, 2, "many", "draft: true")
    build(tmp_path)
    assert not (public / "claims/index.html").exists()
    assert "claims/" not in (public / "index.html").read_text()


def test_a_claim_touches_the_pages_that_tell_of_it_and_no_others() -> None:
    more = (*CLAIMS, claim("95 %", "s-2", measure="share"))
    before = ledger_parts(SHOW, [CARD], LEDGER)
    after = ledger_parts(SHOW, [CARD], claims.make_ledger(more, FILE, STATEMENTS)[0])
    touched = [part for part in after if part not in before]
    kinds = [part.measure.id if isinstance(part, MeasurePart) else "" for part in touched]
    assert kinds == ["", "share", "", "share"]  # in two languages
