"""Synthesises the example show's sounds: the same bytes on every run with the same libraries.

    python examples/make_sounds.py examples/night-ferry

A theme (a bell buoy and two slow chords over water), the interview ``pier.flac`` with the times of
its words, and a rowing song. The voices are espeak-ng's; nothing here was recorded anywhere.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt

from izdat.align import words_vtt
from izdat.engines import engine
from izdat.media.encode import OPUS_RATE, encode_flac, encode_opus
from izdat.model.content import Provenance, Segment
from izdat.model.engine import SpeechEngine
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.text.markdown import parse_body
from izdat.text.spoken import spoken_segment

RATE = 16_000  # Hz: enough for espeak's voices, and half the size
SPEECH_RATE = 22_050  # Hz, espeak's own
EPISODE = "episodes/on-the-pier"

VOICES = {"mira": ("en+f3", 170), "boat": ("en-us+steph", 150)}  # engine's voice, words a minute
BREATH, TURN = 0.45, 0.7  # seconds of pause in one voice, and where the other takes over


def seconds(duration: float, rate: int = RATE) -> np.ndarray:
    return np.arange(round(duration * rate)) / rate


def filtered(sound: np.ndarray, kind: str, edge: object, rate: int = RATE) -> np.ndarray:
    return sosfilt(butter(2, edge, kind, fs=rate, output="sos"), sound)


def water(duration: float, seed: int, rate: int = RATE) -> np.ndarray:
    """Low noise that swells and falls like a swell on a wall, at about -40 dBFS."""
    t = seconds(duration, rate)
    noise = filtered(
        np.random.default_rng(seed).standard_normal(len(t)), "bandpass", [80, 900], rate
    )
    swell = 0.55 + 0.3 * np.sin(2 * np.pi * 0.31 * t) + 0.15 * np.sin(2 * np.pi * 0.83 * t + 1)
    return 0.02 * noise * swell


def bell(pitch: float, duration: float, rate: int = RATE) -> np.ndarray:
    """One stroke: the partials of a cast bell (hum, prime, tierce, quint, nominal)."""
    t = seconds(duration, rate)
    partials = (
        (0.5, 0.5, 0.9),
        (1.0, 0.8, 1.2),
        (1.2, 0.5, 1.8),
        (1.5, 0.25, 2.6),
        (2.0, 0.5, 2.2),
    )
    tones = [a * np.sin(2 * np.pi * pitch * r * t) * np.exp(-d * t) for r, a, d in partials]
    return 0.16 * np.sum(tones, axis=0) * np.minimum(t / 0.004, 1)


def chord(pitches: tuple[float, ...], duration: float, rate: int = RATE) -> np.ndarray:
    """A slow chord of soft, slightly beating tones."""
    t = seconds(duration, rate)
    tones = [
        np.sin(2 * np.pi * f * t) + 0.4 * np.sin(2 * np.pi * f * 1.003 * t)
        + 0.25 * np.sin(4 * np.pi * f * t) for f in pitches
    ]  # fmt: skip
    return 0.045 * np.sum(tones, axis=0) * np.sin(np.pi * t / duration) ** 0.7


def mix(length: float, parts: list[tuple[float, np.ndarray]], rate: int = RATE) -> np.ndarray:
    """Return the sum of sounds, each from its second on; what is too long is cut."""
    out = np.zeros(round(length * rate))
    for start, sound in parts:
        begin = round(start * rate)
        piece = sound[: len(out) - begin]
        out[begin : begin + len(piece)] += piece
    return out


def faded(sound: np.ndarray, into: float, out_of: float, rate: int = RATE) -> np.ndarray:
    t = np.arange(len(sound)) / rate
    return sound * np.clip(t / into, 0, 1) * np.clip((t[-1] - t) / out_of, 0, 1)


def intro() -> np.ndarray:
    parts = [
        (0.0, water(6.2, seed=3)),
        (0.3, bell(523.25, 3.5)),
        (0.9, chord((146.83, 220.0, 349.23), 3.2)),
        (1.9, bell(493.88, 3.0)),
        (3.2, chord((130.81, 196.0, 329.63), 3.0)),
        (4.1, bell(523.25, 2.1)),
    ]
    return faded(mix(6.2, parts), 0.4, 1.2)


def outro() -> np.ndarray:
    parts = [
        (0.0, water(5.0, seed=4)),
        (0.1, chord((130.81, 196.0, 329.63), 2.6)),
        (1.9, chord((146.83, 220.0, 293.66), 3.1)),
        (2.2, bell(392.0, 2.8)),
    ]
    return faded(mix(5.0, parts), 0.2, 2.0)


def motor(duration: float, seed: int) -> np.ndarray:
    """A small motor that fires unevenly, coughs, and stops."""
    t = seconds(duration)
    chance = np.random.default_rng(seed)
    out = np.zeros(len(t))
    noise = filtered(chance.standard_normal(len(t)), "bandpass", [120, 1800])
    stroke, gap = 0.0, 0.07
    while stroke < duration - 0.2:
        age = t - stroke
        out += np.where(age >= 0, np.exp(-np.maximum(age, 0) * 45), 0) * (
            0.6 + 0.4 * chance.random()
        )
        gap *= 1.0 + 0.12 * chance.random()
        stroke += gap
    return 0.12 * out * (noise + 0.8 * np.sin(2 * np.pi * 62 * t))


def samples_of(pcm: bytes, rate: int) -> np.ndarray:
    return resample_poly(np.frombuffer(pcm, "<i2") / 32768, rate, SPEECH_RATE)


def outdoors(voice: np.ndarray) -> np.ndarray:
    """A voice on a pier: two planks and a wall give it back, later and softer."""
    out = voice.copy()
    for delay, level in ((0.009, 0.22), (0.021, 0.14), (0.083, 0.05)):
        late = round(delay * RATE)
        out[late:] += level * voice[:-late]
    return filtered(out, "highpass", 110)


def pier(spoken: SpokenSegment, speech: SpeechEngine) -> tuple[np.ndarray, SegmentTimes]:
    """Return the interview and the time of each of its words."""
    now = 1.0  # second at which the transcript says that the first question is asked
    voices: list[tuple[float, np.ndarray]] = []
    times: list[ParagraphTimes] = []
    previous: SpokenParagraph | None = None
    for paragraph in spoken.paragraphs:
        if not paragraph.words:
            continue
        if previous is not None:
            now += BREATH if previous.voice == paragraph.voice else TURN
        now = round(now * RATE) / RATE
        said = speech.say(paragraph, *VOICES[paragraph.voice])
        words = tuple(WordTime(now + start, now + end) for start, end in said.words)
        times.append(ParagraphTimes(paragraph.number, words[0].start, words[-1].end, words))
        voices.append((now, 0.75 * outdoors(samples_of(said.pcm, RATE))))
        now += len(said.pcm) / 2 / SPEECH_RATE
        previous = paragraph
    cough = now + 0.9
    length = cough + 1.6 + 4.0  # "A motor coughs; then a long silence."
    parts = [*voices, (cough, motor(1.6, seed=8)), (0.0, 0.18 * water(length, seed=6))]
    return faded(mix(length, parts), 0.05, 0.3), SegmentTimes(spoken.segment, tuple(times))


def song(spoken: SpokenSegment, speech: SpeechEngine) -> np.ndarray:
    """Return the verse, chanted on the stroke by three voices over a hum: an oar a beat."""
    beat = 0.62  # seconds
    parts: list[tuple[float, np.ndarray]] = []
    at = 4  # the beat on which the voices come in
    hums = []
    for paragraph in spoken.paragraphs:
        lines = paragraph.text.replace(". ", ".\n").split("\n")
        words = iter(paragraph.words)
        for line in lines:
            own = [next(words) for _ in line.split()]
            for index, word in enumerate(own):
                alone = SpokenParagraph(
                    1, "", "en", word.text, (replace(word, start=0, end=len(word.text)),)
                )
                for delay, voice in ((0.0, "en+f4"), (0.018, "en+m3"), (0.031, "en-us+f2")):
                    said = samples_of(speech.say(alone, voice, 150).pcm, OPUS_RATE)
                    parts.append(((at + index * 0.75) * beat + delay, 0.22 * said))
            hums.append(at)
            at += 8
    length = (at + 1) * beat
    oar = filtered(
        np.random.default_rng(11).standard_normal(OPUS_RATE // 2), "bandpass", [90, 700], OPUS_RATE
    )
    stroke = (
        0.07
        * oar
        * np.exp(-9 * seconds(0.5, OPUS_RATE))
        * np.minimum(seconds(0.5, OPUS_RATE) / 0.05, 1)
    )
    parts += [(k * 2 * beat, stroke) for k in range(int(length / beat / 2))]
    for index, start in enumerate(hums):
        pitches = (110.0, 164.81) if index % 2 == 0 else (98.0, 146.83)
        parts.append((start * beat, chord(pitches, 8 * beat, OPUS_RATE)))
    parts.append((0.0, water(length, seed=9, rate=OPUS_RATE)))
    return faded(mix(length, parts, OPUS_RATE), 0.5, 1.2, OPUS_RATE)


def blocks(sound: np.ndarray, peak: float) -> Iterator[np.ndarray]:
    """Yield the sound as float32 (1, samples), its peak at ``peak`` of full scale, in 16-bit steps.

    FLAC keeps the empty bits below for nothing.
    """
    scaled = np.round(sound / np.abs(sound).max() * peak * 32768) / 32768
    for start in range(0, len(scaled), 4096):
        yield scaled[None, start : start + 4096].astype(np.float32)


def read_spoken(folder: Path) -> dict[str, SpokenSegment]:
    """Return what is spoken of each segment of the pier's episode."""
    text = (folder / "episode.md").read_text("utf-8")
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    parsed = parse_body(
        body,
        file="episode.md",
        first_line=head.count("\n") + 4,
        voices=frozenset({"host", "mira", "boat", "rowers"}),
    )
    segments = [Segment(s.id, s.title, Provenance(), s.blocks) for s in parsed.segments]
    return {s.id: spoken_segment(s, "en", headings=False) for s in segments}


def main(show: Path) -> None:
    speech = engine("speech", "espeak")
    episode = show / EPISODE
    spoken = read_spoken(episode)
    (show / "sound").mkdir(exist_ok=True)
    encode_flac(show / "sound/intro.flac", blocks(intro(), 0.5), RATE, 1)
    encode_flac(show / "sound/outro.flac", blocks(outro(), 0.5), RATE, 1)
    interview, times = pier(spoken["pier"], speech)
    encode_flac(episode / "pier.flac", blocks(interview, 0.7), RATE, 1)
    vtt = words_vtt(spoken["pier"], times)
    (episode / "pier.words.vtt").write_text(vtt, "utf-8", newline="\n")
    encode_opus(episode / "song.opus", blocks(song(spoken["song"], speech), 0.6), 1, 40)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
