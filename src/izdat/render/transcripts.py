"""An episode → its transcripts and chapters as files, for each edition."""

from collections.abc import Callable, Iterator
from pathlib import Path

from izdat.model.episode import Edition, Episode
from izdat.model.publication import Output
from izdat.model.show import Show
from izdat.model.sound import Production
from izdat.render import addresses
from izdat.render.chapters import chapters_json
from izdat.render.cues import Turn, turns
from izdat.render.site_file import site_file
from izdat.render.srt import srt
from izdat.render.transcript_json import transcript_json
from izdat.render.vtt import vtt
from izdat.render.written_transcript import written_transcript
from izdat.run.step import step
from izdat.text.spoken import spoken_segment


@step(version=1)
def render_transcripts(
    folder: Path, show: Show, episode: Episode, productions: tuple[Production, ...]
) -> tuple[Output, ...]:
    """Return each edition's transcripts and chapters, written below ``folder``.

    Plain text and Markdown always; WebVTT and JSON where all that is heard has times; SRT where
    every word has; ``chapters.json`` where there are chapters.
    """
    sounds = {production.lang: production for production in productions}
    return tuple(
        site_file(folder, path, text.encode())
        for edition in episode.editions
        for path, text in _files(show, episode, edition, sounds.get(edition.lang))
    )


def timed_forms(show: Show, edition: Edition, production: Production | None) -> tuple[str, ...]:
    """Return which of ``vtt``, ``json`` and ``srt`` an edition has: for pages that name them."""
    timed = _turns(show, edition, production) if production else ()
    if not timed:
        return ()
    has_srt = all(turn.is_worded for turn in timed) or srt(timed, _names(show, edition))
    return ("vtt", "json", "srt") if has_srt else ("vtt", "json")


def _names(show: Show, edition: Edition) -> Callable[[str], str]:
    """Return what gives a voice's name; the house's is the show's title."""
    names = {voice.id: voice.name for voice in edition.voices}
    house = show.title_in(edition.lang)

    def name(voice: str) -> str:
        return names.get(voice, house)

    return name


def _files(
    show: Show, episode: Episode, edition: Edition, production: Production | None
) -> Iterator[tuple[str, str]]:
    original = episode.original.lang
    title = show.title_in(edition.lang)
    page = addresses.absolute(show.address, addresses.episode(episode.slug, edition.lang, original))
    date = episode.published.date().isoformat() if episode.published else ""

    def path(form: str) -> str:
        return addresses.transcript(episode.slug, edition.lang, original, form)

    yield (
        path("txt"),
        written_transcript(edition, show=title, date=date, page=page, house=title, form="txt"),
    )
    yield (
        path("md"),
        written_transcript(edition, show=title, date=date, page=page, house=title, form="md"),
    )
    if production is None:
        return
    if production.chapters:
        chapters = chapters_json(
            production.chapters,
            podcast=title,
            title=edition.title,
            author=show.author,
            page=page,
        )
        yield addresses.chapters(episode.slug, edition.lang, original), chapters
    timed = _turns(show, edition, production)
    if not timed:
        return
    name = _names(show, edition)
    yield path("vtt"), vtt(timed, name)
    yield path("json"), transcript_json(timed, name)
    captions = srt(timed, name)
    if captions:
        yield path("srt"), captions


def _turns(show: Show, edition: Edition, production: Production) -> tuple[Turn, ...]:
    """Return what is heard of an edition, with its times; nothing if they are not all known."""
    if not any(p.words or p.start is not None for t in production.times for p in t.paragraphs):
        return ()
    spoken = [
        spoken_segment(segment, edition.lang, headings=show.speech.headings)
        for segment in edition.segments
    ]
    return turns(spoken, production)
