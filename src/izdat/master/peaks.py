"""A programme → its waveform in few bytes, for a player to draw."""

import struct
from pathlib import Path

import numpy as np

from izdat.master.pieces import EACH, Pieces
from izdat.master.tag import DIGITS
from izdat.model.file import File, file_at
from izdat.model.mastering import RATE
from izdat.model.programme import Programme
from izdat.model.sound import Peaks
from izdat.run.step import step

EIGHT_BITS = 1  # a flag of the form


@step(version=2)
def make_peaks(folder: Path, programme: Programme, stem: str) -> Peaks:
    """Return the lowest and the highest sample of each tenth of a second of ``programme``.

    In the binary form of BBC audiowaveform, version 2 (its ``DataFormat.md``): a header of 24
    bytes, then a signed byte each; all channels as one.
    """
    path = folder / "peaks.dat"
    pieces = Pieces(programme.score)
    count = 0
    with path.open("wb") as out:
        out.write(bytes(24))
        for number in range(pieces.count):
            facts = pieces.under(number, programme.setting)
            ends = [np.frombuffer(each, np.float32) for each in (facts.lowest, facts.highest)]
            pairs = np.stack(ends, axis=1) * np.float32(128)
            out.write(np.clip(np.floor(pairs), -128, 127).astype(np.int8).tobytes())
            count += len(pairs)
        out.seek(0)
        out.write(struct.pack("<iIiiIi", 2, EIGHT_BITS, RATE, EACH, count, 1))
    file = file_at(path)
    named = path.rename(folder / f"{stem}-{file.sha256[:DIGITS]}.peaks.dat")
    return Peaks(File(named, file.sha256, file.size), named.name)
