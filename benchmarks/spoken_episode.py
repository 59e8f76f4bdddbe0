"""An episode's text → its recording, said by machines, with music around its segments.

The engine tells when it says each word. Every segment has a voice of its own, every named speaker
too; none of them is a voice that the aligner learns from. A room's noise lies under all of it.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from izdat import chain, sounds
from izdat.align.bootstrap import VOICES
from izdat.engines import engine, phonetic_engine
from izdat.media.encode import encode_flac
from izdat.media.resample import resample
from izdat.model.episode import Edition
from izdat.model.spoken import SpokenSegment
from izdat.run import FileDigests, Run, Silent, local
from izdat.text.spoken import spoken_segment
from music import at_rms, music, pink
from performance import ROOM
from speech_data import RATE, Samples, Span

SLUG = "083"
WHOLE = ""  # id of a recording that has all segments in it

# Of both accents of English, as far from one another as the engine has them.
_TIMBRES = (
    "f3",
    "m3",
    "steph",
    "m8",
    "linda",
    "Andrea",
    "f5",
    "m1",
    "Henrique",
    "f2",
    "m7",
    "Annie",
)
_ACCENTS = ("en-us", "en")
_LOUD = 0.07  # RMS of speech; music is a little louder (music.py)


@dataclass(slots=True)
class Told:
    """A recording, and what is known of it."""

    segments: list[SpokenSegment] = field(default_factory=list)
    gold: list[Span] = field(default_factory=list)  # seconds, of each word in turn
    voices: list[str] = field(default_factory=list)  # of each word in turn
    seconds: float = 0.0


def imported(folder: Path, transcript: Path) -> Edition:
    """Import a saved page as an editor would, into a new show; return the episode's words."""
    title, day = ("--title", "An episode, spoken"), ("--published", "2022-03-14")
    _izdat("new", "-q", str(folder), *title)
    to = ("--episode", SLUG, "--show", str(folder))
    _izdat("import", "transcript", "-q", str(transcript), *to, *day)
    first = folder / "episodes" / "first" / "episode.md"
    first.unlink()
    first.parent.rmdir()
    with (folder / "show.yaml").open("a") as show:
        show.write("align: {engine: self}\nsound: {channels: 1, mp3: 64, opus: 0}\n")
    with Run(folder, workers=local(1), reporter=Silent()) as here:
        archive = chain.read_archive(here, folder, FileDigests(folder))
        episode = sounds.read(here, archive.episodes[0][0], archive.show).episode
    return episode.original


def _izdat(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "izdat", *words], check=True, stdout=subprocess.DEVNULL)


def voices(lang: str) -> list[str]:
    """Return voices that the aligner does not learn from, the accents in turn."""
    learned = {name.partition("+")[2] for name in phonetic_engine("espeak").voices(lang)[:VOICES]}
    timbres = [timbre for timbre in _TIMBRES if timbre not in learned]
    return [f"{_ACCENTS[n % len(_ACCENTS)]}+{timbre}" for n, timbre in enumerate(timbres)]


def record(folder: Path, edition: Edition, *, is_whole: bool, seed: int = 83) -> dict[str, Told]:
    """Speak all segments into the episode's folder and name what is written in its text.

    One recording with music before, between and after the segments, or one for each segment with
    music before and after. Returns what was told, by segment.
    """
    episode = folder / "episodes" / SLUG
    spoken = [spoken_segment(s, edition.lang, headings=False) for s in edition.segments]
    text = (episode / "episode.md").read_text(encoding="utf-8")
    cast = voices(edition.lang)
    named = sorted({p.voice for s in spoken for p in s.paragraphs if p.voice})
    own = dict(zip(named, cast[::-1], strict=False))
    rest = cast[: len(cast) - len(own)]
    parts = [
        (segment, own | {"": rest[n % len(rest)]}, 150 + 7 * (n % 5))
        for n, segment in enumerate(spoken)
    ]
    told: dict[str, Told] = {}
    groups = [(WHOLE, parts)] if is_whole else [(part[0].segment, [part]) for part in parts]
    for number, (key, group) in enumerate(groups):
        chance = np.random.default_rng((seed, number))
        told[key] = Told()
        name = f"{key or SLUG}.flac"
        rate = engine("speech", "espeak").say(group[0][0].paragraphs[0], "en", 165).rate
        encode_flac(episode / name, _on_tape(group, told[key], rate, chance), rate, 1)
        text = _naming(text, key, name)
    (episode / "episode.md").write_text(text, encoding="utf-8")
    return told


def _naming(text: str, segment: str, recording: str) -> str:
    """Return an episode's text that names a segment's recording, or the whole episode's."""
    if segment == WHOLE:
        return text.replace("---\n", f"---\naudio: {recording}\n", 1)
    heading = re.compile(rf"^## .*\{{#{re.escape(segment)}\}}\n\n(```source\n)?", re.MULTILINE)

    def named(found: re.Match[str]) -> str:
        head = found[0] if found[1] else f"{found[0]}```source\n"
        return f"{head}audio: {recording}\n" + ("" if found[1] else "```\n\n")

    text, count = heading.subn(named, text)
    if count != 1:
        raise SystemExit(f"segment {segment} begins {count} times")
    return text


def _on_tape(
    parts: Sequence[tuple[SpokenSegment, dict[str, str], int]],
    told: Told, rate: int, chance: np.random.Generator,
) -> Iterator[Samples]:  # fmt: skip
    """Yield the sound block by block, shape (1, n), and write into ``told`` what is in it."""
    noise = resample(at_rms(pink(20 * RATE, chance), ROOM), RATE, rate)
    at = 0
    for block in _dry(parts, told, rate, chance):
        floor = np.resize(np.roll(noise, -at), len(block))
        at += len(block)
        told.seconds = at / rate
        yield (block + floor).astype(np.float32)[None]


def _dry(
    parts: Sequence[tuple[SpokenSegment, dict[str, str], int]],
    told: Told, rate: int, chance: np.random.Generator,
) -> Iterator[Samples]:  # fmt: skip
    speaker = engine("speech", "espeak")
    length = 0

    def passed(block: Samples) -> Samples:
        nonlocal length
        length += len(block)
        return block

    def pause(low: float, high: float) -> Samples:
        return passed(np.zeros(round(chance.uniform(low, high) * rate), dtype=np.float32))

    def interlude() -> Samples:
        tune = music(chance.uniform(6, 15), chance)
        ramp = np.minimum(1, np.arange(len(tune)) / RATE).astype(np.float32)  # a second
        return passed(resample(tune * ramp * ramp[::-1], RATE, rate))

    yield interlude()
    for segment, cast, pace in parts:
        told.segments.append(segment)
        yield pause(0.2, 1.0)
        for paragraph in segment.paragraphs:
            if not paragraph.words:
                continue
            voice = cast[paragraph.voice]
            speech = speaker.say(paragraph, voice, pace)
            told.gold += [(length / rate + a, length / rate + b) for a, b in speech.words]
            told.voices += [voice] * len(speech.words)
            yield passed(at_rms(np.frombuffer(speech.pcm, "<i2") / 32768, _LOUD))
            yield pause(0.4, 0.9)
        yield interlude()


def words_of(segments: Iterable[SpokenSegment]) -> list[str]:
    return [w.text for s in segments for p in s.paragraphs for w in p.words]
