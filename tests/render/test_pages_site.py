"""The site's other pages, and how little of them a change touches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lxml import html as lxml_html

from izdat.model.episode import Voice
from izdat.model.publication import Credit, EditionCard, EpisodeCard, SiteFacts
from izdat.model.show import Show
from izdat.render.site import ONE_PAGE, ArchivePart, HomePart, Part, render_part, site_parts

SHOW = Show(
    title="Ferry",
    address="https://ferry.example/show/",
    lang="en",
    description="About a river.\n\nAnd boats.",
    languages=("en", "ar"),
    titles=(("ar", "عبّارة"),),
    voices=(Voice("mira", "Mira Vale", "interviewer"),),
    contact="crew@ferry.example",
)
BUILT = SiteFacts("assets/s.css", "assets/p.js", "assets/i.svg", ((600, "assets/a.jpg"),))


def card(number: int, *, arabic: bool = False) -> EpisodeCard:
    slug = f"night-{number}"
    editions = [EditionCard("en", f"Night {number}", "A night.", f"{slug}/", 60.0)]
    if arabic:
        editions.append(EditionCard("ar", f"ليلة {number}", "", f"{slug}/ar/", None, True))
    return EpisodeCard(
        slug,
        number,
        None,
        "full",
        datetime(2028, 1, 1, 23, tzinfo=UTC) + timedelta(days=4 * number),
        None,
        tuple(editions),
        (Credit("mira", "Mira Vale", "interviewer", "", True, (("pier", "On the pier"),)),),
    )


def site(folder: Path, *cards: EpisodeCard) -> dict[str, lxml_html.HtmlElement]:
    return {
        output.path: lxml_html.document_fromstring(output.file.path.read_text("utf-8"))
        for part in site_parts(SHOW, cards)
        for output in render_part(folder, SHOW, part, BUILT)
    }


def test_a_small_site_has_its_pages_in_each_language(tmp_path: Path) -> None:
    found = site(tmp_path, card(1, arabic=True), card(2))
    kinds = ("", "about/", "archive/", "people/", "people/mira/")
    wanted = {f"{lang}{kind}index.html" for lang in ("", "ar/") for kind in kinds}
    assert set(found) == wanted | {"404.html"}


def test_every_relative_link_between_them_leads_to_a_page(tmp_path: Path) -> None:
    found = site(tmp_path, card(1, arabic=True), card(2))
    files = set(found) | {"night-1/index.html", "night-1/ar/index.html", "night-2/index.html"}
    files |= {"feed.xml", "feed.json", "ar/feed.xml", "ar/feed.json"}
    files |= {"search/index.html", "ar/search/index.html"}
    files |= {"voices/index.html", "ar/voices/index.html"}
    for path, page in found.items():
        if path == "404.html":
            continue
        for href in page.xpath("//a/@href"):
            if "://" in href or href.startswith(("#", "mailto:")):
                continue
            target = (tmp_path / path).parent / href.partition("#")[0]
            assert target.resolve().relative_to(tmp_path).as_posix() in files, (path, href)


def test_a_language_lists_what_can_be_read_in_it(tmp_path: Path) -> None:
    found = site(tmp_path, card(1, arabic=True), card(2))
    assert "Night 2" in found["archive/index.html"].text_content()
    arabic = found["ar/archive/index.html"]
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    assert arabic.xpath("//ol[@class='index']//a/text()") == ["ليلة 1"]


def test_a_person_is_heard_in_an_edition_and_its_language_is_told(tmp_path: Path) -> None:
    page = site(tmp_path, card(1, arabic=True), card(2))["ar/people/mira/index.html"]
    links = page.xpath("//ol[@class='index']/li/div/a")
    assert [(a.text, a.get("lang")) for a in links] == [("Night 2", "en"), ("ليلة 1", None)]


def test_not_found_works_at_any_depth(tmp_path: Path) -> None:
    page = site(tmp_path)["404.html"]
    local = [a for a in page.xpath("//a/@href | //link/@href | //@src") if not a.startswith("#")]
    assert local
    assert all(href.startswith("/show/") for href in local)
    assert page.xpath("//link[@rel='canonical']") == []


def test_an_old_address_leads_on(tmp_path: Path) -> None:
    page = site(tmp_path, replace(card(1), aliases=("2028/first",)))["2028/first/index.html"]
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == [
        "0; url=../../night-1/index.html"
    ]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://ferry.example/show/night-1/"]
    assert page.xpath("//main//a/@href") == ["../../night-1/index.html"]


def changed(before: tuple[Part, ...], after: tuple[Part, ...]) -> list[Part]:
    return [part for part in after if part not in before]


def test_an_edit_of_an_old_episode_touches_its_year_and_its_people_only() -> None:
    cards = [card(number) for number in range(300)]
    before = site_parts(SHOW, cards)
    cards[5] = replace(cards[5], editions=(replace(cards[5].editions[0], title="Another"),))
    touched = changed(before, site_parts(SHOW, cards))
    assert [p.year for p in touched if isinstance(p, ArchivePart)] == [2028]
    assert not [p for p in touched if isinstance(p, HomePart)]
    assert len(touched) == 3  # the year, and Mira in two languages


def test_a_new_episode_touches_no_old_year() -> None:
    cards = [card(number) for number in range(300)]
    after = site_parts(SHOW, [*cards, card(300)])
    touched = changed(site_parts(SHOW, cards), after)
    newest = max(part.year or 0 for part in after if isinstance(part, ArchivePart))
    assert {p.year for p in touched if isinstance(p, ArchivePart)} == {None, newest}


def test_a_long_archive_is_divided_and_a_short_one_is_not() -> None:
    def years(count: int) -> list[int | None]:
        parts = site_parts(SHOW, [card(number) for number in range(count)])
        return [p.year for p in parts if isinstance(p, ArchivePart) and p.lang == "en"]

    assert years(ONE_PAGE) == [None]
    assert years(ONE_PAGE + 1) == [None, 2029, 2028]


def test_the_order_of_the_cards_does_not_matter() -> None:
    cards = [card(number) for number in range(9)]
    assert site_parts(SHOW, cards) == site_parts(SHOW, reversed(cards))


def test_a_site_without_an_episode_says_so(tmp_path: Path) -> None:
    found = site(tmp_path)
    assert "Nothing is published yet." in found["archive/index.html"].text_content()
    assert set(found) >= {"index.html", "people/index.html"}
