"""A show's folder and the name of an episode → that episode, read: for verbs about one episode."""

from dataclasses import dataclass
from pathlib import Path

from izdat import chain
from izdat.model.problem import Problem, has_errors, is_of
from izdat.model.show import Show
from izdat.model.source import EpisodeSource
from izdat.run import Call, FileDigests, Run
from izdat.sounds import Sounding


@dataclass(frozen=True, slots=True)
class Opened:
    """An episode without errors in its text, and all that sounds in it."""

    source: EpisodeSource
    show: Show
    sounding: Sounding

    def segments(self, show: Show | None = None) -> list[Call]:
        """Return a call of ``sounds.in_turns`` for each segment; ``show`` instead of its own."""
        return [
            Call((self.source.slug, lang, segment), (self.source, show or self.show, lang, segment))
            for lang, segment in self.sounding
        ]

    def editions(self) -> list[Call]:
        """Return a call about each edition that has a sound of its own."""
        return [
            Call((self.source.slug, lang), (self.source, self.show, lang))
            for lang in dict.fromkeys(lang for lang, _ in self.sounding)
        ]


def open_episode(here: Run, folder: Path, slug: str) -> tuple[Opened | None, tuple[Problem, ...]]:
    """Return an episode of the show in ``folder``, and every problem of its text.

    None where there is no such episode, or its text or the show's has an error.
    """
    files = FileDigests(folder)
    archive = chain.read_archive(here, folder, files)
    files.save()
    problems = tuple(problem for problem in archive.problems if is_of(problem, slug))
    found = next((each for each in archive.episodes if each[0].slug == slug), None)
    if found is None or archive.show is None or has_errors(problems):
        return None, problems
    source, outlined = found
    return Opened(source, archive.show, outlined.sounding), problems
