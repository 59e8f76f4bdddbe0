"""MP3 in chunks: how much more noise there is about the joins than one pass has there.

python benchmarks/quality_mp3.py [--minutes 3] [--json]

The conversation of ``hard_tape.py`` in chunks of 150 frames, so that there are many joins. Noise is
what the decoded sound differs from the given one, in the four frames before a join and the eight
after it; the figures are its ratio to that of one pass of LAME, in dB. ``larger``: bytes that the
first frames of a chunk need more, on average. Fails when worse than kept in ``results.toml``.
"""

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from hard_tape import RATE, programme
from izdat.media import mp3_chunks
from izdat.media.decode import decode
from izdat.media.encode import encode_mp3
from izdat.media.mp3_frame import Mp3Format
from izdat.media.resample import resample
from kept_figures import kept, worse

FRAMES = 150
FORMATS = [
    Mp3Format(48_000, 2, 64),
    Mp3Format(48_000, 2, 128),
    Mp3Format(48_000, 2, 192),
    Mp3Format(48_000, 2, 320),
    Mp3Format(48_000, 1, 64),
    Mp3Format(44_100, 2, 128),
    Mp3Format(24_000, 1, 32),
]


def judged(sound: np.ndarray, form: Mp3Format, path: Path) -> dict[str, Any]:
    noises, sizes = [], []
    joins = range(FRAMES, len(sound[0]) // form.samples - 8, FRAMES)
    for frames in (FRAMES, 10**9):
        mp3_chunks.FRAMES = frames
        encode_mp3(path, iter([sound]), form.rate, form.channels, form.kbps)
        sizes.append(path.stat().st_size)
        noise = np.concatenate(list(decode(path, None, form.channels)), axis=1) - sound
        near = (noise[:, (at - 4) * form.samples : (at + 8) * form.samples] for at in joins)
        noises.append([10 * math.log10((part**2).mean()) for part in near])
    more = np.subtract(*noises)
    return {
        "mean_noise_db": round(float(more.mean()), 2),
        "worst_noise_db": round(float(more.max()), 2),
        "larger": round((sizes[0] - sizes[1]) / len(joins)),
        "joins": len(joins),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        whole = programme(Path(name, "whole"), options.minutes).T / np.float32(32768)
        results = {}
        for form in FORMATS:
            sound = np.stack([resample(side, RATE, form.rate) for side in whole[: form.channels]])
            key = f"{form.rate} Hz, {form.channels}, {form.kbps}"
            results[key] = judged(sound, form, Path(name, "a.mp3"))
    print(
        json.dumps(results) if options.json else "\n".join(f"{k}: {v}" for k, v in results.items())
    )
    failures = list(worse(results, kept("quality_mp3")))
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
