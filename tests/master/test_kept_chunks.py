"""What was encoded before a kill, or before the disk went bad, is used as far as it is sound."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from izdat.master.kept_chunks import KeptChunks
from izdat.media import mp3_chunks
from izdat.media.mp3_chunks import encode_chunks
from izdat.media.mp3_frame import Mp3Format
from izdat.run.store import VALUE, Store

FORM = Mp3Format(48000, 1, 64)


@pytest.fixture
def sound():
    return np.random.default_rng(1).normal(0, 2000, (30 * 48000, 1)).astype(np.int16)


class Watched(KeptChunks):
    puts = 0

    def put(self, key: bytes, chunk: bytes) -> None:
        self.puts += 1
        super().put(key, chunk)


@pytest.fixture
def encoded(sound, monkeypatch: pytest.MonkeyPatch):
    """Encode in thirteen chunks, asking a store; return how many were put, and the chunks."""
    monkeypatch.setattr(mp3_chunks, "FRAMES", 100)

    def encode(folder: Path) -> tuple[int, list[bytes]]:
        store = Watched(Store(folder))
        made = list(encode_chunks(iter([sound]), FORM, store=store))
        return store.puts, made

    return encode


def test_a_chunk_that_is_not_sound_is_made_anew(tmp_path, encoded):
    puts, made = encoded(tmp_path)
    assert puts == len(made) == 13
    values = sorted(tmp_path.rglob(VALUE))
    assert len(values) == 13
    values[0].write_bytes(values[0].read_bytes()[:-1])
    values[1].unlink()
    assert encoded(tmp_path) == (2, made)
    assert encoded(tmp_path) == (0, made)


PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from izdat.master.kept_chunks import KeptChunks
from izdat.media import mp3_chunks
from izdat.media.mp3_frame import Mp3Format
from izdat.run.store import Store
mp3_chunks.FRAMES = 100
store = KeptChunks(Store(Path(sys.argv[2])))
sound = np.load(sys.argv[1])
list(mp3_chunks.encode_chunks(iter([sound]), Mp3Format(48000, 1, 64), 2, store))
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a matter of POSIX")
def test_a_kill_tears_nothing_and_what_was_kept_is_used(tmp_path, sound, encoded):
    np.save(tmp_path / "sound.npy", sound)
    folder = tmp_path / "store"
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, tmp_path / "sound.npy", folder])
    deadline = time.monotonic() + 30
    while len(list(folder.glob("??/*"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = len(list(Store(folder).keys()))
    assert kept >= 3
    puts, made = encoded(folder)
    assert puts == len(made) - kept
    assert encoded(tmp_path / "another") == (len(made), made)
