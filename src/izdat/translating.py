"""A show → how far its translations are, and an editor's word for one: ``izdat translate``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import chain, interchange, sounds
from izdat.model.episode import Edition, Episode
from izdat.model.problem import Problem, has_errors
from izdat.read.values import canonical_language
from izdat.run import FileDigests, Run
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat.text import translated
else:
    translated = lazy("izdat.text.translated")

SEEN = "episode.{}.seen"


@dataclass(frozen=True, slots=True)
class Translation:
    """How far one translation of an episode is."""

    episode: str
    lang: str
    state: str  # complete, partial, stale, or none
    total: int  # paragraphs of the original
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    is_accepted: bool = False  # an editor has said from which words it was made


@dataclass(frozen=True, slots=True)
class Translations:
    found: tuple[Translation, ...]
    problems: tuple[Problem, ...]


def status(folder: Path) -> Translations:
    """Return every translation of every episode, by the show's languages and by what there is."""
    languages, episodes, problems = _read(folder)
    found = []
    for episode in episodes:
        original = episode.original
        there = {edition.lang: edition for edition in episode.editions}
        for lang in dict.fromkeys((*languages, *there)):
            if lang == original.lang:
                continue
            edition = there.get(lang)
            if edition is None:
                total = len(translated.digests(original))
                found.append(Translation(episode.slug, lang, "none", total))
                continue
            far = translated.progress(original, edition)
            found.append(
                Translation(
                    episode.slug, lang, far.state, far.total, far.missing, far.changed,
                    is_accepted=bool(edition.seen),
                )
            )  # fmt: skip
    return Translations(tuple(found), problems)


def accept(folder: Path, slug: str, lang: str) -> tuple[Path | None, tuple[Problem, ...]]:
    """Write that a translation is of the original as it is now; None where it cannot be read."""
    episode, own = _episode(folder, slug)
    edition = _edition(episode, lang)
    if episode is None or edition is None or has_errors(own):
        return None, own
    name = Path(edition.place.file).name.removeprefix("episode.").removesuffix(".md")
    path = folder / "episodes" / slug / SEEN.format(name)
    _replace(path, translated.seen_file(episode.original, edition))
    return path, ()


def export(folder: Path, slug: str, lang: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the PO file of a translation, begun or not; "" where it cannot be."""
    episode, problems = _episode(folder, slug)
    lang = canonical_language(lang)
    if episode is None or has_errors(problems) or lang == episode.original.lang:
        return "", problems
    return interchange.exported(episode, lang)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from a PO file, and which file it went into; None: nothing was written."""

    path: Path | None
    number: int
    problems: tuple[Problem, ...]


def import_(folder: Path, slug: str, lang: str, po: Path) -> Taken:
    """Put the strings of a PO file into a translation: all that can be, or none."""
    episode, problems = _episode(folder, slug)
    lang = canonical_language(lang)
    if episode is None or has_errors(problems) or lang == episode.original.lang:
        return Taken(None, 0, problems)
    edition = _edition(episode, lang)
    name = Path(edition.place.file).name if edition else f"episode.{lang}.md"
    path = folder / "episodes" / slug / name
    source = path.read_text("utf-8-sig") if edition else ""
    made = interchange.imported(episode, edition.lang if edition else lang, po, source)
    if not made.text:
        return Taken(None, 0, made.problems)
    _replace(path, made.text)
    _replace(path.with_suffix(".seen"), made.seen)
    return Taken(path, made.taken, made.problems)


def _episode(folder: Path, slug: str) -> tuple[Episode | None, tuple[Problem, ...]]:
    _, episodes, problems = _read(folder)
    own = tuple(each for each in problems if each.place.file.startswith(f"episodes/{slug}/"))
    return next((each for each in episodes if each.slug == slug), None), own


def _replace(path: Path, text: str) -> None:
    partly = path.with_name(f".{path.name}.part")
    partly.write_text(text, encoding="utf-8", newline="\n")
    partly.replace(path)


def _edition(episode: Episode | None, lang: str) -> Edition | None:
    translations = episode.editions[1:] if episode else ()
    return next((each for each in translations if each.lang.lower() == lang.lower()), None)


def _read(folder: Path) -> tuple[tuple[str, ...], list[Episode], tuple[Problem, ...]]:
    files = FileDigests(folder)
    with Run(folder) as here:
        archive = chain.read_archive(here, folder, files)
        show = archive.show
        if show is None:
            return (), [], archive.problems
        read = (sounds.read(here, source, show).episode for source, _ in archive.episodes)
        episodes = [episode for episode in read if episode is not None]
    files.save()
    return show.languages, episodes, archive.problems
