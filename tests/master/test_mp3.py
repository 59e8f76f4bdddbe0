"""Only the chunks in which something else is heard are encoded again, whatever happened before."""

import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from izdat.master import assemble, encode_mp3, mp3, pieces
from izdat.master.loudness import loudness
from izdat.media.encode import encode_flac
from izdat.media.mp3_chunks import encode_whole
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.missing import MissingSpace
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Recording
from izdat.run import Kept
from izdat.run.kept import keeping
from izdat.run.space import room_in
from izdat.run.store import VALUE, Store

RATE = 48_000
SOUND = SoundSettings(channels=1, mp3=64)
SHORT = 2 * 57_600  # samples of a piece, where there shall be many


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch):
    for module in (pieces, mp3):
        monkeypatch.setattr(module, "PIECE", SHORT)


@pytest.fixture
def voice(speech):
    return speech(23, db=-18)


@pytest.fixture
def encode(tmp_path, monkeypatch):
    """Encode samples with a store; return the file's bytes, and how many chunks were encoded."""
    encoded = []

    def watched(piece, form):
        encoded.append(piece.frames)
        return encode_whole(piece, form)

    monkeypatch.setattr(mp3, "encode_whole", watched)

    def made(samples, store="store", sound=SOUND):
        path = tmp_path / "a.flac"
        encode_flac(path, iter([samples]), RATE, len(samples))
        part = Part("a", Recording(file_at(path), "a"), Loudness(-18.0, -3.0))
        encoded.clear()
        with keeping(Kept(Store(tmp_path / store))):
            programme = assemble(tmp_path, (part,), sound)
            found = encode_mp3(tmp_path, programme, sound)
        return found.file.path.read_bytes(), len(encoded)

    return made


def test_an_edit_encodes_two_chunks_and_gives_the_bytes_of_a_fresh_build(encode, voice):
    first, count = encode(voice)
    assert 10 <= count <= 13  # three of them, where they told that the codec takes some loudness
    assert encode(voice) == (first, 0)
    edited = voice.copy()
    edited[:, 12 * RATE : 13 * RATE] *= 0.99
    again, count = encode(edited)
    assert 1 <= count <= 3  # that in which it lies, and those that hear it before or behind
    assert again != first
    fresh, count = encode(edited, "another")
    assert fresh == again
    assert count >= 10


@pytest.mark.parametrize("more", [0, 1, 575, 1152, 57_600])
def test_the_length_is_exact_wherever_the_last_chunk_ends(encode, voice, heard, tmp_path, more):
    made, _ = encode(voice[:, : 2 * SHORT + more])
    path = tmp_path / "back.mp3"
    path.write_bytes(made)
    assert heard(path, 1).shape[1] == 2 * SHORT + more


def test_what_is_not_sound_is_encoded_anew(encode, voice, tmp_path):
    first, count = encode(voice)
    values = [path for path in (tmp_path / "store").rglob(VALUE) if path.stat().st_size > 3_000]
    for number, path in enumerate(values):
        if number % 2:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1])
    assert encode(voice) == (first, count)
    assert encode(voice) == (first, 0)


def test_another_ceiling_leaves_what_is_not_limited(encode, sine):
    samples = sine(23, db=-20)
    samples[:, 300_000:300_048] *= 6
    _, count = encode(samples)
    assert count >= 8
    _, count = encode(samples, sound=replace(SOUND, true_peak=-3.0))
    assert 1 <= count <= 2


def test_a_chunk_sounds_as_it_was_measured(tmp_path, speech, heard, part):
    sound = SoundSettings(mp3=96)
    programme = assemble(tmp_path, (part("a", speech(11, channels=2)),), sound)
    encoded = encode_mp3(tmp_path, programme, sound)
    told = loudness(heard(encoded.file.path), RATE)
    assert told.integrated == pytest.approx(encoded.loudness.integrated, abs=0.002)
    assert told.true_peak == pytest.approx(encoded.loudness.true_peak, abs=0.05)


PROGRAM = """
import sys
from pathlib import Path
from izdat.master import assemble, encode_mp3, mp3, pieces
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.missing import MissingSpace
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Recording
from izdat.run import Kept
from izdat.run.kept import keeping
from izdat.run.store import Store
pieces.PIECE = mp3.PIECE = 115_200
folder, sound = Path(sys.argv[1]), SoundSettings(channels=1, mp3=64)
part = Part("a", Recording(file_at(folder / "a.flac"), "a"), Loudness(-18.0, -3.0))
print("begun", flush=True)
with keeping(Kept(Store(folder / "store"))):
    encode_mp3(folder, assemble(folder, (part,), sound), sound)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a matter of POSIX")
def test_a_kill_tears_nothing_and_what_was_kept_is_used(encode, voice, tmp_path):
    whole, count = encode(voice, "another")
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, tmp_path], stdout=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while _chunks(tmp_path / "store") < 3 and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = _chunks(tmp_path / "store")
    assert kept >= 3
    made, anew = encode(voice)
    assert made == whole
    assert anew <= count - kept


@pytest.mark.parametrize("after", [0, 2, 11, 25])
def test_a_full_disk_is_told_and_what_was_kept_is_used(encode, voice, tmp_path, monkeypatch, after):
    whole, count = encode(voice, "another")
    left = [after]
    temporary = Store.temporary

    def full(store):
        left[0] -= 1
        if left[0] < 0:
            with room_in(store.folder):
                raise OSError(errno.ENOSPC, "no space")
        return temporary(store)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "temporary", full)
        with pytest.raises(MissingSpace, match="nothing was torn"):
            encode(voice)
    kept = _chunks(tmp_path / "store")
    made, anew = encode(voice)
    assert made == whole
    assert anew <= count - kept


def _chunks(store: Path) -> int:
    return sum(path.stat().st_size > 3_000 for path in store.glob(f"??/*/{VALUE}"))
