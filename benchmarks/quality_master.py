"""Does mastering keep what it promises? A rough programme and a talk of real voices, measured.

    python benchmarks/quality_master.py [--minutes 60] [--data DIR] [--json]

The programme (``programme.py``) goes through every step; what is decoded of each codec is measured
by our meter and, where it is installed, by FFmpeg's ``ebur128``. The talk is one recording of real
speakers 20 dB apart, whose turns are known: how loud is each afterwards, and how far is the noise
between them pulled up?
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import programme
from izdat import master
from izdat.master.gain_course import levelled
from izdat.master.levelling import planned
from izdat.master.loudness import loudness
from izdat.master.pieces import Pieces
from izdat.model.file import file_at
from izdat.model.mastering import Part, Turn
from izdat.model.show import CleanSettings, SoundSettings
from izdat.model.sound import Recording
from kept_figures import kept, worse
from speech_data import DEFAULT_DATA, RATE, load

SOUND = SoundSettings(pause=0.5, m4a=96)
ROOM = -70.0  # dBFS, RMS of the noise between the turns
TURNS = 40
PAUSE = 0.7  # seconds between two turns
APART = (-36.0, -29.0, -23.0, -16.0)  # dBFS, of the speakers

Figures = dict[str, float | None]


def mastered(folder: Path, minutes: float) -> dict[str, Figures]:
    """Return the loudness of each codec's output, and how far the speakers are apart in it."""
    segments = programme.plan(minutes)
    paths = programme.write(folder / "recordings", segments)
    parts = []
    for segment, path in zip(segments, paths, strict=True):
        made = folder / segment.name
        made.mkdir()
        recording = Recording(file_at(path), segment.name)
        facts = master.inspect_recording(made, recording.file, SOUND.channels)
        clean = master.clean_recording(
            made, recording, facts.loudness, SOUND.channels, CleanSettings()
        )
        levels = master.plan_levels(made, clean.recording, clean.loudness, (), SOUND.channels)
        parts.append(
            Part(
                segment.name, clean.recording, clean.loudness,
                course=levels.course, length=facts.length,
            )
        )  # fmt: skip
        path.unlink() if clean.recording is not recording else None
    whole = master.assemble(folder, tuple(parts), SOUND)
    results = {}
    for codec in SOUND.codecs:
        encoded = master.ENCODE[codec](folder, whole, SOUND)
        results[encoded.codec] = {
            "error_db": round(abs(encoded.loudness.integrated - SOUND.target), 3),
            "true_peak": round(encoded.loudness.true_peak, 2),
            **_judged(encoded.file.path),
        }
    results["programme"] = {"speakers_apart_db": _apart(segments, whole)}
    return results


def _judged(path: Path) -> Figures:
    """Return what FFmpeg measures of a file; nothing where it is not installed."""
    if shutil.which("ffmpeg") is None:
        return {}
    told = subprocess.run(
        ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr.rpartition("Summary:")[2]  # fmt: skip
    loud, peak = (float(re.search(rf"{name}:\s+(-?[\d.]+)", told)[1]) for name in ("I", "Peak"))
    return {"ffmpeg_error_db": round(abs(loud - SOUND.target), 3), "ffmpeg_true_peak": peak}


def _apart(segments: tuple[programme.Segment, ...], whole: Any) -> float:
    """Return by how much the loudness of the speakers differs in the programme, in LU."""
    stretches = {stretch.segment: stretch for stretch in whole.timeline.stretches}
    sound = np.concatenate(list(Pieces(whole.score).stream(whole.setting)), axis=1)
    heard = []
    for speaker in {segment.speaker for segment in segments} - {programme.MUSIC}:
        own = [stretches[segment.name] for segment in segments if segment.speaker == speaker]
        spans = [
            sound[:, round(s.episode_start * programme.RATE) :][
                :, : round(s.duration * programme.RATE)
            ]
            for s in own
        ]
        heard.append(loudness(np.concatenate(spans, axis=1), programme.RATE).integrated)
    return round(max(heard) - min(heard), 2)


def talked(data: Path) -> Figures:
    """Return what levelling does to a recording of real speakers whose turns are known."""
    chance = np.random.default_rng(1)
    utterances = load(data)
    speakers = sorted({u.speaker for u in utterances})[: len(APART)]
    levels = dict(zip(speakers, APART, strict=True))
    own = {s: [u for u in utterances if u.speaker == s] for s in speakers}
    sounds, turns, at = [], [], 0.0
    for number in range(TURNS):
        speaker = speakers[number % len(speakers)]
        spoken = own[speaker][number // len(speakers) % len(own[speaker])].samples
        loud = np.sqrt(np.mean(spoken**2))
        sounds += [spoken / loud * 10 ** (levels[speaker] / 20), np.zeros(round(PAUSE * RATE))]
        turns.append(Turn(speaker, at, at + len(spoken) / RATE))
        at += len(spoken) / RATE + PAUSE
    sound = np.concatenate(sounds)
    sound += 10 ** (ROOM / 20) * chance.standard_normal(len(sound))
    sound = sound[np.newaxis].astype(np.float32)
    plan = planned(iter([sound]), RATE, 1, loudness(sound, RATE), tuple(turns))
    out = np.concatenate(list(levelled(iter([sound]), plan.course, RATE)), axis=1)

    def cut(whole: programme.Samples, start: float, end: float) -> programme.Samples:
        return whole[:, round(start * RATE) : round(end * RATE)]

    heard = []
    for speaker in speakers:
        parts = [cut(out, turn.start, turn.end) for turn in turns if turn.speaker == speaker]
        heard.append(loudness(np.concatenate(parts, axis=1), RATE).integrated)
    gains = [
        20 * np.log10(cut(out, end, start).std() / cut(sound, end, start).std())
        for end, start in ((a.end + 0.15, b.start - 0.15) for a, b in pairwise(turns))
    ]
    beside = [
        [np.interp(when, *zip(*plan.course, strict=True)) for when in (a.end, b.start)]
        for a, b in pairwise(turns)
    ]
    inside = [
        abs(b[1] - a[1]) / (b[0] - a[0])
        for a, b in pairwise(plan.course)
        if any(turn.start <= a[0] and b[0] <= turn.end for turn in turns)
    ]
    return {
        "before_apart_db": max(APART) - min(APART),
        "speakers_apart_db": round(max(heard) - min(heard), 2),
        # Over the quieter of its neighbours: nobody's noise is louder than beside his own voice.
        "swell_db": round(max(g - min(b) for g, b in zip(gains, beside, strict=True)), 2),
        "fastest_db_a_second": round(max(inside, default=0.0), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = {"talk": talked(arguments.data)}
    with tempfile.TemporaryDirectory() as folder:
        results |= mastered(Path(folder), arguments.minutes)
    if arguments.json:
        print(json.dumps(results, indent=2))
    else:
        for name, figures in results.items():
            print(f"{name:<12}" + "  ".join(f"{key} {value}" for key, value in figures.items()))
    wrong = list(worse(results, kept("quality_master")))
    for sentence in wrong:
        print(f"worse: {sentence}", file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
