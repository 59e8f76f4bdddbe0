"""An episode's recordings → how many channels its sound needs, where the show leaves that to us."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from izdat.model.episode import Episode
from izdat.model.file import File
from izdat.model.show import Show
from izdat.run import Run
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import master
else:
    master = lazy("izdat.master")


def fitted(here: Run, show: Show, episode: Episode) -> Show:
    """Return ``show`` with the channels and rates that what is heard in ``episode`` needs.

    With ``channels: auto``, an episode in which nothing has two sides that differ gets one channel
    and half the bit rates. All its editions get the same.
    """
    if not show.sound.by_content:
        return show
    # All are asked, so that the next build finds each answer.
    wide = [here(master.is_wide, file) for file in dict.fromkeys(_heard(show, episode))]
    return replace(show, sound=show.sound.fitted(2 if any(wide) else 1))


def _heard(show: Show, episode: Episode) -> Iterator[File]:
    """Yield every file that may be heard. A machine's voice and a conversation have one channel."""
    sound = show.sound
    yield from (file for file in (sound.intro, sound.sting, sound.outro) if file is not None)
    names = [episode.audio] if episode.audio else []
    for edition in episode.editions:
        for segment in edition.segments:
            names += [segment.provenance.audio, segment.provenance.music]
    for name in names:
        file = episode.file(name) if name else None
        if file is not None:
            yield file
