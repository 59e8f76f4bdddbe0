"""An episode, its sound and its times → what the search index is made from, a file an edition.

What is indexed is the cleaned model, never a page's frame: a document for each segment, written
for Pagefind alone, in which a mark before each paragraph says where and when it is heard and by
whom. ``assets/search.js`` reads the marks back.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote as percent

from izdat.model.content import Heading, Segment
from izdat.model.episode import Edition, Episode
from izdat.model.publication import SearchText
from izdat.model.show import Show
from izdat.model.sound import Production
from izdat.model.time import ParagraphTimes
from izdat.render import addresses
from izdat.render.html import quoted, text
from izdat.render.site_file import site_file
from izdat.run.step import step
from izdat.text.plain import shown_text
from izdat.text.spoken import inlines_of, numbered


@step(version=1)
def render_search_text(
    folder: Path, show: Show, episode: Episode, productions: tuple[Production, ...]
) -> tuple[SearchText, ...]:
    """Return the documents of each edition, as a JSON list of [name, HTML] below ``folder``."""
    sounds = {production.lang: production for production in productions}
    found = []
    for edition in episode.editions:
        written = list(_documents(show, episode, edition, sounds))
        data = json.dumps(written, ensure_ascii=False).encode()
        output = site_file(folder, f"{edition.lang}.json", data)
        found.append(SearchText(edition.lang, output.file))
    return tuple(found)


def _documents(
    show: Show, episode: Episode, edition: Edition, sounds: Mapping[str, Production]
) -> Iterator[tuple[str, str]]:
    own = episode.original.lang
    folder = addresses.episode(episode.slug, edition.lang, own)
    production = sounds.get(edition.lang)
    times = {each.segment: each.paragraphs for each in production.times} if production else {}
    known = {"episode": edition.title, "page": addresses.page(folder)}
    if production and production.enclosures:
        name = production.enclosures[0].name
        original = sounds.get(own)
        is_own = original is None or name not in {each.name for each in original.enclosures}
        base = folder if is_own else addresses.episode(episode.slug, own, own)
        known["sound"] = f"{base}{name}"
    names = {voice.id: voice.name for voice in edition.voices} | {"": show.title_in(edition.lang)}
    for segment in edition.segments:
        heard = {each.number: each for each in times.get(segment.id, ())}
        yield f"{folder}{segment.id}.html", _document(edition.lang, segment, heard, names, known)


def _document(
    lang: str,
    segment: Segment,
    times: Mapping[int, ParagraphTimes],
    names: Mapping[str, str],
    known: Mapping[str, str],
) -> str:
    """Return a segment as a page for Pagefind.

    What its passages have in common is the first anchor's id, ``@`` and percent-encoded JSON:
    Pagefind would search what it knows as metadata. Before each paragraph stands
    ``<a id="anchor|seconds|voice">``, where the voice is a number in the list ``voices``, and the
    seconds are none where they are not known.
    """
    voices: dict[str, int] = {}
    parts: list[str] = []
    number, heading = 0, ""
    for block in segment.blocks:
        if isinstance(block, Heading):  # it is found in the paragraph below it
            heading += f"{text(block.title)}. "
        for _, leaf in numbered((block,)):
            number += 1
            at = times[number].start if number in times else None
            voice = voices.setdefault(names.get(leaf.voice, leaf.voice), len(voices))
            anchor = addresses.anchor(segment.id, number)
            mark = f"{anchor}|{'' if at is None else f'{at:.2f}'}|{voice}"
            words = heading + text(shown_text(inlines_of(leaf)))
            parts.append(f'<p><a id="{quoted(mark)}"></a>{words}</p>\n')
            heading = ""
    facts = json.dumps({**known, "voices": list(voices)}, ensure_ascii=False)
    told = f'<a id="@{percent(facts, safe="")}"></a>'
    return (
        f'<!DOCTYPE html>\n<html lang="{quoted(lang)}">\n<body data-pagefind-body>\n'
        f"<h1>{text(segment.title)}</h1>\n{told}\n{''.join(parts)}</body>\n</html>\n"
    )
