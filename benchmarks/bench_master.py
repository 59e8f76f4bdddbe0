"""An hour from rough recordings to a finished MP3, beside ffmpeg-normalize: cold, and made again.

    python benchmarks/bench_master.py [--minutes 60] [--rounds 3] [--json]

izdat is given the 213 recordings of ``programme.py``, looks at each, joins, levels, limits and
encodes them, and measures what a player decodes. ffmpeg-normalize (Debian's FFmpeg) is given the
same sound joined already, as one WAVE file, and makes an MP3 of the same rate at the same loudness
and ceiling. The two take turns. ``unchanged`` and ``5 s edited`` are izdat's again, with what the
first run kept; their ratios are to ffmpeg-normalize from the beginning, which keeps nothing.

Each measurement is a process of its own. Seconds are those of the work in it: Python's start, the
imports and the compiled code's loading, 1 to 2 s for either side, are left out, but not those of
the processes that izdat starts to look at many recordings side by side. ``LAME`` is
the floor: one pass of the encoder over the same sound, in one thread.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path
from statistics import median

import lameenc
import numpy as np

import programme
from izdat import master
from izdat.master.pieces import Pieces
from izdat.media.mp3_chunks import LAME_QUALITY
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.show import SoundSettings
from izdat.model.sound import Recording
from izdat.run import Call, FileDigests, Run, local, task

SOUND = SoundSettings(pause=0.5, opus=0)
RATE = 48_000  # Hz
Measured = tuple[float, float]  # CPU seconds, of all processes; wall seconds


def measured(work: Callable[[], object]) -> Measured:
    def used() -> float:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in both)

    begun, before = time.perf_counter(), used()
    work()
    return used() - before, time.perf_counter() - begun


# ---- what is measured, each in a process of its own -------------------------


@task(version=1)
def looked_at(here: Run, recording: Recording) -> Part:
    """Return a recording as a part of the programme."""
    facts = here(master.inspect_recording, recording.file, SOUND.channels)
    return Part(recording.segment, recording, facts.loudness, length=facts.length)


def mastered(recordings: Path, show: Path) -> None:
    """Make an MP3 of all recordings, with the store that lies in ``show``.

    As a build does: the recordings side by side, in processes if there are two to look at.
    """
    files = FileDigests(show)
    with Run(show, workers=local()) as here:
        paths = sorted(recordings.iterdir())
        calls = [Call((each.stem,), (Recording(files.file_at(each), each.stem),)) for each in paths]
        whole = here(master.assemble, tuple(here.each(looked_at, calls)), SOUND.only())
        here(master.encode_mp3, whole, SOUND.only("mp3"))
        here.complete()
    files.save()


def normalized(whole: Path, out: Path) -> None:
    program = Path(sys.executable).with_name("ffmpeg-normalize")
    subprocess.run(
        [program, whole, "-o", out, "-f", "-t", str(SOUND.target), "-tp", str(SOUND.true_peak),
         "-c:a", "libmp3lame", "-b:a", f"{SOUND.mp3}k", "-ar", str(RATE)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def one_pass(whole: Path) -> None:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(SOUND.mp3)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_channels(SOUND.channels)
    encoder.set_quality(LAME_QUALITY)
    with wave.open(str(whole)) as file:
        while block := file.readframes(RATE):
            encoder.encode(block)
    encoder.flush()


def child(what: str, folder: Path) -> None:
    """Do ``what`` once, and print how long it took and how much memory it held."""
    if what == "ffmpeg-normalize":
        seconds = measured(lambda: normalized(folder / "whole.wav", folder / "peer.mp3"))
    elif what == "LAME":
        seconds = measured(lambda: one_pass(folder / "whole.wav"))
    else:
        warm = folder / f"warm-{os.getpid()}"
        mastered(folder / "warm", warm)  # loads the compiled code
        shutil.rmtree(warm)
        recordings = folder / ("edited" if what == "5 s edited" else "recordings")
        seconds = measured(lambda: mastered(recordings, folder / "show"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"cpu": seconds[0], "wall": seconds[1], "megabytes": peak}))


# ---- rounds -----------------------------------------------------------------

WHAT = ("ffmpeg-normalize", "LAME", "cold", "unchanged", "5 s edited")


def prepared(folder: Path, minutes: float) -> None:
    """Write the recordings, the same with an edit, the whole as one file, and a few to warm up."""
    segments = programme.plan(minutes)
    paths = programme.write(folder / "recordings", segments)
    programme.write(folder / "warm", segments[:3])
    (folder / "edited").mkdir()
    for path in paths:
        (folder / "edited" / path.name).hardlink_to(path)
    voices = [each for each in segments if each.speaker != programme.MUSIC]
    changed = max(voices[len(voices) // 3 :][:20], key=lambda each: each.seconds)
    (folder / "edited" / f"{changed.name}.wav").unlink()
    programme.write_wave(folder / "edited" / f"{changed.name}.wav", programme.edited(changed))
    with Run(folder / "joining") as here:
        parts = []
        for path in paths:
            recording = Recording(file_at(path), path.stem)
            facts = here.on(path.stem)(master.inspect_recording, recording.file, SOUND.channels)
            parts.append(Part(path.stem, recording, facts.loudness, length=facts.length))
        made = here(master.assemble, tuple(parts), SOUND.only())
        with wave.open(str(folder / "whole.wav"), "wb") as file:
            file.setnchannels(SOUND.channels)
            file.setsampwidth(2)
            file.setframerate(RATE)
            for block in Pieces(made.score).stream(made.setting):
                file.writeframes(np.rint(np.clip(block.T, -1, 1) * 32767).astype("<i2").tobytes())
    shutil.rmtree(folder / "joining")


def one_round(folder: Path) -> dict[str, dict[str, float]]:
    shutil.rmtree(folder / "show", ignore_errors=True)
    return {
        what: json.loads(
            subprocess.run(
                [sys.executable, __file__, "--child", what, folder],
                check=True, capture_output=True, text=True,
            ).stdout
        )
        for what in WHAT
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child[0], Path(arguments.child[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared(folder, arguments.minutes)
        rounds = [one_round(folder) for _ in range(arguments.rounds)]
    figures = {
        what: {key: median(each[what][key] for each in rounds) for key in rounds[0][what]}
        for what in WHAT
    }
    for row in figures.values():
        for key, other in (("less_cpu", "cpu"), ("less_wall", "wall")):
            row[key] = figures["ffmpeg-normalize"][other] / row[other]
    if arguments.json:
        rounded = {
            what: {key: round(value, 3) for key, value in row.items()}
            for what, row in figures.items()
        }
        print(json.dumps(rounded, indent=2))
        return
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}; {arguments.minutes:g} minutes, medians of {arguments.rounds}")
    for what, row in figures.items():
        print(
            f"{what:17} cpu {row['cpu']:8.2f} s ({row['less_cpu']:7.1f} x less)  "
            f"wall {row['wall']:8.2f} s ({row['less_wall']:7.1f} x less)  "
            f"{row['megabytes']:5.0f} MB"
        )
    over = figures["cold"]["cpu"] / figures["LAME"]["cpu"]
    print(f"cold is {over:.2f} x one pass of LAME")


if __name__ == "__main__":
    main()
