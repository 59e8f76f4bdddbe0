"""A programme → its waveform in few bytes, for a player to draw."""

import struct
from pathlib import Path

import numpy as np

from izdat.master.inspect import RATE
from izdat.master.tag import DIGITS
from izdat.media.decode import decode, gathered
from izdat.model.file import File, file_at
from izdat.model.sound import Peaks
from izdat.run.step import step

A_SECOND = 10  # pairs: a pixel of a line that shows a minute and a half, and 72 kB an hour
EACH = RATE // A_SECOND  # samples
EIGHT_BITS = 1  # a flag of the form


@step(version=1)
def make_peaks(folder: Path, sound: File, channels: int, stem: str) -> Peaks:
    """Return the lowest and the highest sample of each tenth of a second of ``sound``.

    In the binary form of BBC audiowaveform, version 2 (its ``DataFormat.md``): a header of 24
    bytes, then a signed byte each; all channels as one. Streamed: memory does not grow.
    """
    path = folder / "peaks.dat"
    count = 0
    with path.open("wb") as out:
        out.write(bytes(24))
        for block in gathered(decode(sound.path, RATE, channels), EACH * 100):
            starts = np.arange(0, block.shape[1], EACH)
            low = np.minimum.reduceat(block.min(axis=0), starts)
            high = np.maximum.reduceat(block.max(axis=0), starts)
            pairs = np.stack([low, high], axis=1) * np.float32(128)
            out.write(np.clip(np.floor(pairs), -128, 127).astype(np.int8).tobytes())
            count += len(starts)
        out.seek(0)
        out.write(struct.pack("<iIiiIi", 2, EIGHT_BITS, RATE, EACH, count, 1))
    file = file_at(path)
    named = path.rename(folder / f"{stem}-{file.sha256[:DIGITS]}.peaks.dat")
    return Peaks(File(named, file.sha256, file.size), named.name)
