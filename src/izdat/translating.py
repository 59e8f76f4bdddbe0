"""A show → how far its translations are, and an editor's word for one: ``izdat translate``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import chain, sounds
from izdat.model.episode import Edition, Episode
from izdat.model.problem import Problem, has_errors
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
    _, episodes, problems = _read(folder)
    own = tuple(each for each in problems if each.place.file.startswith(f"episodes/{slug}/"))
    episode = next((each for each in episodes if each.slug == slug), None)
    edition = _edition(episode, lang)
    if episode is None or edition is None or has_errors(own):
        return None, own
    name = Path(edition.place.file).name.removeprefix("episode.").removesuffix(".md")
    path = folder / "episodes" / slug / SEEN.format(name)
    partly = path.with_name(f".{path.name}.part")
    text = translated.seen_file(episode.original, edition)
    partly.write_text(text, encoding="utf-8", newline="\n")
    partly.replace(path)
    return path, ()


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
