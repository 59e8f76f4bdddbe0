"""How long it takes to measure an hour: izdat, FFmpeg's ebur128, pyloudnorm.

    python benchmarks/bench_meter.py [--minutes 60] [--rounds 3] [--json]

The hour is generated and the same each time: voices at -36 to -16 dBFS, noise, hum and music, as a
WAVE file of 16 bits, 48 kHz, two channels. Each run is a process of its own; times are medians of
its CPU seconds, with the decoding of the file, and with the start of Python (``start``). The meters
take turns. ``ffmpeg`` measures what izdat does, ``ffmpeg without peaks`` all but true peaks;
pyloudnorm measures integrated loudness only, in one round, as it holds the whole hour several times
over. ``meter alone`` is izdat's meter on samples that are decoded already.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from izdat.master.loudness import Meter
from izdat.media.decode import decode
from peer_meters import ffmpeg_version, pyloudnorm_version

RATE = 48_000
PIECE = 10  # seconds that one voice speaks, or one music plays
MUSIC_EVERY = 12  # pieces
PYLOUDNORM = """
import sys, pyloudnorm
from scipy.io import wavfile
rate, samples = wavfile.read(sys.argv[1])
print(pyloudnorm.Meter(rate).integrated_loudness(samples / 32768))
"""


def pieces(count: int) -> Iterator[NDArray[np.float64]]:
    """Yield ``count`` pieces of a programme, float64 (2, n)."""
    t = np.arange(PIECE * RATE) / RATE
    hum = 1e-3 * np.sin(2 * np.pi * 50 * t)
    for number in range(count):
        chance = np.random.default_rng(number)
        noise = 2e-3 * chance.standard_normal((2, len(t)))
        if number % MUSIC_EVERY == 0:
            chord = sum(np.sin(2 * np.pi * 110 * k * t + k) / k for k in (1, 2, 3, 5, 8, 13, 21))
            beat = np.exp(-8 * (t % 0.5))
            drum = beat * chance.standard_normal((2, len(t)))
            yield 0.08 * (chord + drum) + noise
            continue
        pitch = chance.uniform(90, 220)
        buzz = sum(np.sin(2 * np.pi * pitch * k * t + k * k) / k for k in range(1, 25))
        syllables = np.abs(np.sin(2 * np.pi * 3.3 * t)) ** 3 * (np.sin(2 * np.pi * 0.21 * t) > -0.8)
        breath = 0.2 * chance.standard_normal(len(t))
        level = 10 ** (chance.uniform(-36, -16) / 20)
        yield level * (buzz + breath) * syllables * np.array([[1.0], [0.8]]) + noise + hum


def write_programme(path: Path, minutes: float) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for piece in pieces(round(minutes * 60 / PIECE)):
            whole = np.rint(np.clip(piece, -1, 1) * 32_767)
            out.writeframes(whole.T.astype("<i2").tobytes())


def meter_alone(path: Path) -> float:
    """Return the CPU seconds of the meter without decoding."""
    spent = 0.0
    meter = Meter(RATE, 2)
    for block in decode(path, RATE, 2):
        begun = time.process_time()
        meter.add(block)
        spent += time.process_time() - begun
    begun = time.process_time()
    meter.result()
    meter.course()
    return spent + time.process_time() - begun


def cpu_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(path: Path) -> dict[str, list[str]]:
    """Return what each meter is started with."""
    found = {
        "izdat": [sys.executable, "-m", "izdat", "meter", "--json", str(path)],
        "start": [sys.executable, "-m", "izdat", "meter", "--json", f"{path}.short"],
    }
    if ffmpeg_version():
        for name, options in (("ffmpeg", "=peak=true"), ("ffmpeg without peaks", "")):
            filters = f"ebur128{options}"
            found[name] = ["ffmpeg", "-v", "error", "-i", str(path), "-af", filters,
                           "-f", "null", "-"]  # fmt: skip
    if pyloudnorm_version():
        found["pyloudnorm"] = [sys.executable, "-c", PYLOUDNORM, str(path)]
    return found


def run(minutes: float, rounds: int) -> dict[str, float]:
    """Return the median of CPU seconds of each meter."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="izdat-bench-") as name:
        path = Path(name) / "programme.wav"
        write_programme(path, minutes)
        write_programme(Path(f"{path}.short"), PIECE / 60)
        started = commands(path)
        meter_alone(Path(f"{path}.short"))  # what is compiled only once is not timed
        for turn in range(rounds):
            for who, command in started.items():
                if who != "pyloudnorm" or not turn:
                    times.setdefault(who, []).append(cpu_seconds(command))
            times.setdefault("meter alone", []).append(meter_alone(path))
    return {who: round(statistics.median(seconds), 2) for who, seconds in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    seconds = run(arguments.minutes, arguments.rounds)
    facts = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "ffmpeg": ffmpeg_version(),
        "pyloudnorm": pyloudnorm_version(),
        "cpu_seconds": seconds,
        "peer_over_izdat": {
            who: round(spent / seconds["izdat"], 1)
            for who, spent in seconds.items()
            if who.startswith(("ffmpeg", "pyloudnorm"))
        },
    }
    if arguments.json:
        print(json.dumps(facts, indent=2))
        return
    for name, value in facts.items():
        print(f"{name:<16} {value}")


if __name__ == "__main__":
    main()
