"""A word is heard at one moment, whoever says it: page, captions, chapters, book and its pages."""

from pathlib import Path

import pytest

from five_times import of_book, of_captions, of_chapters, of_page

HUNDREDTH = 5  # milliseconds by which a page, which counts in hundredths, may be off
EDITIONS = [
    ("when-the-river-came-in", "en", "", 300),
    ("when-the-river-came-in", "ar", "ar", 200),
    ("on-the-pier", "en", "", 100),
]


@pytest.mark.parametrize(("slug", "lang", "inner", "least"), EDITIONS)
def test_all_tell_the_same_moment_for_the_same_word(
    example: Path, slug: str, lang: str, inner: str, least: int
) -> None:
    public = example / "public"
    folder = public / slug / inner
    page, captions = of_page(folder), of_captions(folder / "transcript.vtt")
    words, segments, pages = of_book(public / slug / f"{slug}.epub", lang)
    assert len(words) > least
    assert page.keys() == captions.keys() == words.keys()
    assert captions == words
    assert max(abs(page[word] - words[word]) for word in words) <= HUNDREDTH
    assert segments == of_chapters(folder / "chapters.json")
    # A page begins with the first word of its minute: none before it is as late.
    heard = sorted([*words.values(), *segments.values()])
    assert len(pages) > 1
    for minute, moment in pages:
        assert moment == min(each for each in heard if each >= minute * 60_000)
