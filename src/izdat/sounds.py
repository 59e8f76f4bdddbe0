"""The sounds of all episodes that need new ones, made side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from izdat import production, voicing
from izdat.fitting import fitted
from izdat.model.problem import Problem, has_errors
from izdat.model.programme import Programme
from izdat.model.show import Show
from izdat.model.source import EpisodeSource, ReadEpisode
from izdat.run import Call, Run, task
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat.read import episode as episode_file
else:
    episode_file = lazy("izdat.read.episode")

T = TypeVar("T")
Sounding = tuple[tuple[str, str], ...]  # voicing.sounding


def read(here: Run, source: EpisodeSource, show: Show) -> ReadEpisode:
    """Return an episode as its file says, and what is wrong with it."""
    return here(episode_file.read_episode, source, episode_file.house(show))


@task(version=1)
def sound_segment(
    here: Run, source: EpisodeSource, show: Show, lang: str, segment: str
) -> tuple[Problem, ...]:
    """Make the sound of one segment, so that those of one episode come side by side."""
    episode = read(here, source, show).episode
    if episode is None:
        return ()
    show = fitted(here, show, episode)
    made = voicing.voice_segment(here, show, episode, lang, segment)
    return made.problems if isinstance(made, voicing.Voiced) else made


@task(version=1)
def waits_for_models(here: Run, source: EpisodeSource, show: Show, lang: str, segment: str) -> bool:
    """Say whether a segment is aligned only after the longer ones of its episode."""
    episode = read(here, source, show).episode
    if episode is None:
        return False
    show = fitted(here, show, episode)
    return voicing.waits_for_models(here, show, episode, lang, segment)


@task(version=1)
def assemble_edition(
    here: Run, source: EpisodeSource, show: Show, lang: str
) -> tuple[Programme | None, tuple[Problem, ...]]:
    """Join the segments of an edition and bring them to their loudness."""
    episode = read(here, source, show).episode
    if episode is None:
        return None, ()
    show = fitted(here, show, episode)
    assembled, problems = production.assemble_edition(here, show, episode, lang)
    return assembled.programme if assembled else None, problems


@task(version=1)
def encode_edition(here: Run, show: Show, programme: Programme, codec: str) -> str:
    """Encode an edition, so that its codecs come side by side; return the codec."""
    show = replace(show, sound=show.sound.fitted(programme.score.channels))
    return production.encode(here, show, programme, codec).codec


def in_turns(here: Run, task: Callable[..., T], calls: Sequence[Call]) -> list[T]:
    """Return the task's result for each call about a segment; those that learn from others last.

    ``calls`` are of ``sound_segment``, or of a task that takes the same.
    """
    waits = here.each(waits_for_models, calls)
    results: dict[int, T] = {}
    for turn in (False, True):
        numbers = [n for n, waiting in enumerate(waits) if waiting is turn]
        found = here.each(task, [calls[n] for n in numbers])
        results |= zip(numbers, found, strict=True)
    return [results[n] for n in range(len(calls))]


def make_sounds(
    here: Run, show: Show, episodes: Sequence[Call], sounding: Mapping[str, Sounding]
) -> None:
    """Make the sounds of ``episodes``, calls of ``tasks.publish_episode`` that have to be made.

    That task would make them as well, but one after another. Here the segments of all come side by
    side, those last that learn from others; then the editions, then their codecs. ``sounding`` is
    what is to be heard of each episode, by its folder's name.
    """
    waiting = [(call.about[0], call.arguments[0], sounding[call.about[0]]) for call in episodes]
    segments = [
        Call((slug, lang, segment), (source, show, lang, segment))
        for slug, source, heard in waiting
        for lang, segment in heard
    ]
    if any(has_errors(found) for found in in_turns(here, sound_segment, segments)):
        return
    editions = [
        Call((slug, lang), (source, show, lang))
        for slug, source, heard in waiting
        for lang in dict.fromkeys(lang for lang, _ in heard)
    ]
    here.each(
        encode_edition,
        [
            Call((*edition.about, codec), (show, programme, codec))
            for edition, (programme, _) in zip(
                editions, here.each(assemble_edition, editions), strict=True
            )
            for codec in (show.sound.codecs if programme else ())
        ],
    )
