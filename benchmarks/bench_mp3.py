"""MP3 in chunks: what an hour costs beside one pass of LAME, and again after a small edit.

python benchmarks/bench_mp3.py [--minutes 60] [--rounds 1] [--kbps 128] [--json]
"""

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import lameenc
import numpy as np

from izdat.master.kept_chunks import KeptChunks
from izdat.media.encode import encode_mp3
from izdat.media.mp3_chunks import LAME_QUALITY, lame_gain
from izdat.run.store import Store

RATE = 48_000  # Hz
BLOCK = 65_536  # samples, about as the decoder gives them
EDIT = 5  # seconds


def programme(path: Path, minutes: int) -> np.ndarray:
    """Write a conversation with noise and music, no minute of it like another; int16 stereo."""
    whole = np.memmap(path, np.int16, "w+", shape=(minutes * 60 * RATE, 2))
    t = np.arange(60 * RATE) / RATE
    for minute in range(minutes):
        chance = np.random.default_rng(minute)
        pitch = chance.uniform(90, 220)
        phase = np.cumsum(pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))) / RATE
        voice = sum(np.cos(2 * np.pi * phase * k + k * k) / k for k in range(1, 20))
        syllables = np.abs(np.sin(np.pi * 3.3 * t)) ** 3 * (np.sin(2 * np.pi * 0.21 * t) > -0.8)
        hiss = chance.standard_normal(len(t)) * (np.sin(2 * np.pi * 2.3 * t) > 0.7) * 0.03
        music = sum(0.008 * np.sin(2 * np.pi * hz * t) for hz in chance.uniform(100, 3000, 6))
        for side in range(2):
            noise = 0.001 * chance.standard_normal(len(t))
            sound = 0.06 * voice * syllables + hiss + music * (1 - 0.3 * side) + noise
            at = minute * len(t)
            whole[at : at + len(t), side] = np.rint(sound * 32767)
    return whole


def blocks(whole: np.ndarray) -> Iterator[np.ndarray]:
    for at in range(0, len(whole), BLOCK):
        yield (whole[at : at + BLOCK].T / np.float32(32768)).astype(np.float32)


def one_pass(whole: np.ndarray, path: Path, kbps: int) -> None:
    """LAME alone: no gapless header, nothing kept."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(kbps)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_channels(2)
    encoder.set_quality(LAME_QUALITY)
    full = np.float32(32768 / lame_gain(kbps))
    with path.open("wb") as file:
        for block in blocks(whole):
            pcm = np.rint(np.clip(block.T * full, -32768, 32767)).astype("<i2")
            file.write(encoder.encode(pcm.tobytes()))
        file.write(encoder.flush())


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU seconds, of all threads, and wall seconds."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - used, time.perf_counter() - begun


def one_round(whole: np.ndarray, edited: np.ndarray, folder: Path, kbps: int, number: int):
    store = KeptChunks(Store(folder / f"kept-{number}"))
    out = folder / "out.mp3"

    def chunks(sound: np.ndarray, workers: int, kept: KeptChunks | None = None) -> None:
        encode_mp3(out, blocks(sound), RATE, 2, kbps, workers=workers, store=kept)

    return {
        "one pass": measured(lambda: one_pass(whole, folder / "one.mp3", kbps)),
        "chunks, 1 worker": measured(lambda: chunks(whole, 1)),
        "chunks, 2 workers, cold": measured(lambda: chunks(whole, 2, store)),
        "unchanged": measured(lambda: chunks(whole, 2, store)),
        "5 s edited": measured(lambda: chunks(edited, 2, store)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--kbps", type=int, default=128)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = programme(folder / "whole", options.minutes)
        edited = np.memmap(folder / "edited", np.int16, "w+", shape=whole.shape)
        edited[:] = whole
        middle = len(whole) // 2 + 10 * RATE  # in the midst of a chunk
        edited[middle : middle + EDIT * RATE] //= 2
        encode_mp3(folder / "warm.mp3", blocks(whole[:RATE]), RATE, 2, options.kbps)
        rounds = [one_round(whole, edited, folder, options.kbps, n) for n in range(options.rounds)]
        sizes = [(folder / file).stat().st_size for file in ("one.mp3", "out.mp3")]
    figures = {
        what: {
            "cpu": round(median(r[what][0] for r in rounds), 2),
            "wall": round(median(r[what][1] for r in rounds), 2),
        }
        for what in rounds[0]
    }
    result = {
        "machine": platform.machine(),
        "minutes": options.minutes,
        "rounds": options.rounds,
        "kbps": options.kbps,
        "size_over_one_pass": round(sizes[1] / sizes[0], 5),
        "seconds": figures,
    }
    if options.json:
        print(json.dumps(result))
        return
    base = figures["one pass"]["cpu"]
    for what, row in figures.items():
        print(f"{what:26} cpu {row['cpu']:7.2f} s ({row['cpu'] / base:.3f})  wall {row['wall']} s")
    print(f"size beside one pass: {result['size_over_one_pass']}")


if __name__ == "__main__":
    main()
