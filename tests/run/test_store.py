import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trial_steps
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.model.content import Paragraph, Text
from izdat.model.file import File, file_at
from izdat.model.place import Place
from izdat.model.time import WordTime
from izdat.run.store import FILES, Store
from izdat.run.value import Unreadable, read_value, write_value

KEY = bytes(range(32))


def no_files():
    return []


KEPT = Text("kept")


def kept(store, value=KEPT, key=KEY, files=()):
    folder = store.temporary()
    own = []
    for name, data in files:
        trial_steps.written(folder / FILES / name, data)
        own.append(file_at(folder / FILES / name))
    return store.put(key, (value, *own), folder, no_files)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_a_value_comes_back_as_it_was_put(store):
    value = (
        Paragraph((Text("ä"),), at=1.5, place=Place("a", 1)),
        datetime(2031, 1, 2, tzinfo=UTC),
        WordTime(0.0, float("inf")),
        frozenset({1, 2}),
        None,
        b"\0",
    )
    put = kept(store, value)
    assert put == (value,)
    assert Store(store.folder).get(KEY, no_files) == ((value,),)
    assert put[0][0].place == Place("a", 1)  # places are not compared, but they are kept


def test_files_lie_in_the_store_and_scratch_is_gone(store):
    folder = store.temporary()
    (folder / FILES / "scratch").write_text("x")
    file = trial_steps.written(folder / FILES / "deep" / "a.txt", "hello")
    got = store.put(KEY, file, folder, no_files)
    assert got.path.read_text() == "hello"
    assert got.path.is_relative_to(store.path(KEY))
    assert {p.name for p in store.path(KEY).rglob("*") if p.is_file()} == {"value", "a.txt"}
    assert not folder.exists()


def test_a_result_can_be_moved_with_its_store(store, tmp_path):
    kept(store, files=[("a.txt", "hello")])
    moved = Store(store.folder.rename(tmp_path / "elsewhere"))
    (_, file) = moved.get(KEY, no_files)[0]
    assert file.path.read_text() == "hello"
    assert file.path.is_relative_to(tmp_path / "elsewhere")


def test_a_file_of_no_input_is_our_bug(store, tmp_path):
    stray = trial_steps.written(tmp_path / "stray.txt", "x")
    with pytest.raises(ValueError, match="no input"):
        store.put(KEY, stray, store.temporary(), no_files)
    assert not list(store.keys())


def test_a_file_written_to_after_its_digest_was_taken_is_our_bug(store):
    folder = store.temporary()
    file = trial_steps.written(folder / FILES / "a.txt", "hello")
    (folder / FILES / "a.txt").write_text("hello, and more")
    with pytest.raises(ValueError, match="after its digest"):
        store.put(KEY, file, folder, no_files)


@pytest.mark.parametrize(
    "value", [["a"], {"a": 1}, ((1, [2]),), Text(["a"]), Path("a"), print, object(), int]
)
def test_what_is_no_frozen_value_is_not_kept(store, value):
    with pytest.raises((TypeError, ValueError)):
        kept(store, value)
    assert not list(store.keys())


def test_every_flipped_bit_of_a_value_is_noticed(store):
    kept(store, files=[("a.txt", "hello")])
    path = store.path(KEY) / "value"
    sound = path.read_bytes()
    for at in range(len(sound)):
        data = bytearray(sound)
        data[at] ^= 1 << (at % 8)
        path.write_bytes(data)
        assert store.get(KEY, no_files) is None, at
    path.write_bytes(sound)
    assert store.get(KEY, no_files) is not None


@pytest.mark.parametrize("harm", ["short", "gone", "link", "folder", "no value", "torn value"])
def test_a_result_that_is_not_whole_is_a_miss_and_is_made_again(store, tmp_path, harm):
    kept(store, files=[("a.txt", "hello")])
    file, value = store.path(KEY) / FILES / "a.txt", store.path(KEY) / "value"
    if harm == "short":
        file.write_text("hell")
    if harm in ("gone", "link", "folder"):
        file.unlink()
    if harm == "link":
        file.symlink_to(trial_steps.written(tmp_path / "secret", "hello").path)
    if harm == "folder":
        file.mkdir()
    if harm == "no value":
        value.unlink()
    if harm == "torn value":
        value.write_bytes(value.read_bytes()[:40])
    assert store.get(KEY, no_files) is None
    kept(store, files=[("a.txt", "hello")])
    assert store.get(KEY, no_files)[0][1].path.read_text() == "hello"


def test_the_first_of_two_results_of_one_key_counts(store):
    assert kept(store, Text("first")) == (Text("first"),)
    assert kept(Store(store.folder), Text("second")) == (Text("first"),)
    assert list((store.folder / "tmp").iterdir()) == []


# ---- a hostile store --------------------------------------------------------


class Evil:
    def __init__(self, call, *args):
        self.call = (call, args)

    def __reduce__(self):
        return self.call


def hostile(mark):
    """Pickles that do something to whoever reads them; all of them would make ``mark``."""
    yield pickle.dumps(Evil(os.system, f"touch {mark}"))
    yield pickle.dumps(Evil(eval, f"open({str(mark)!r}, 'w')"))
    yield pickle.dumps(Evil(open, str(mark), "w"))
    yield pickle.dumps(Evil(getattr, 1, "real"))
    yield b"cposix\nsystem\n(Vtouch " + str(mark).encode() + b"\ntR."
    yield (
        b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c"
        + bytes([6 + len(str(mark))])
        + (b"touch " + str(mark).encode() + b"\x85R.")
    )
    # Names that lead from an allowed module to something else.
    for module, name in (
        ("izdat.model.file", "hashlib.sys.modules"),
        ("izdat.model.file", "file_at"),
        ("izdat.model.file", "Path"),
        ("izdat.model.file", "File.__init__"),
        ("izdat.model.place", "dataclass"),
        ("izdat.model.episode", "File"),
        ("izdat.model.engine", "Protocol"),
        ("izdat.model.missing", "Missing"),
        ("izdat.run.run", "Run"),
        ("izdat.run.run", "pickle"),
        ("izdat.__main__", "main"),
        ("datetime", "sys"),
        ("builtins", "eval"),
        ("functools", "partial"),
        ("copyreg", "_reconstructor"),
        ("trial_steps", "written"),
    ):
        m, n = module.encode(), name.encode()
        yield b"\x80\x04\x8c" + bytes([len(m)]) + m + b"\x8c" + bytes([len(n)]) + n + b"\x93."
    # To set attributes of a class.
    yield b"\x80\x04\x8c\x12izdat.model.content\x8c\x04Text\x93N}\x8c\x04text\x8c\x01xs\x86b."
    yield b"\x80\x04\x8c\x13izdat.model.content\x8c\x04Text\x93N}\x8c\x04text\x8c\x01xs\x86b."
    yield b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7fN."
    yield b"\x80\x04N\x72\xff\xff\xff\xff."
    yield b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f"
    yield b"(" * 10_000
    yield b""


def test_no_hostile_pickle_does_anything(tmp_path, store):
    mark = tmp_path / "mark"
    before = {name: vars(Text)[name] for name in vars(Text)}
    for data in hostile(mark):
        with pytest.raises(Unreadable):
            read_value(data, File)
        payload = (2).to_bytes(4, "big") + b"{}" + data
        kept(store)
        path = store.path(KEY) / "value"
        path.write_bytes(hashlib.sha256(payload).digest() + payload)
        assert store.get(KEY, no_files) is None
        shutil.rmtree(store.folder)
    assert not mark.exists()
    assert before == {name: vars(Text)[name] for name in vars(Text)}


@given(st.binary(max_size=200))
def test_random_bytes_are_a_value_or_unreadable(data):
    with suppress(Unreadable):
        read_value(b"\x80\x05" + data, lambda where, sha256, size: File(Path(where), sha256, size))


@settings(max_examples=300)
@given(st.data())
def test_a_changed_pickle_is_a_value_or_unreadable(data):
    value = (Paragraph((Text("a"), Text("b")), at=1.0), datetime(2031, 1, 2, tzinfo=UTC))
    pickled = bytearray(write_value(value, lambda file: ""))
    for _ in range(data.draw(st.integers(1, 3))):
        pickled[data.draw(st.integers(0, len(pickled) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        read_value(bytes(pickled), File)


@pytest.mark.parametrize(
    "where",
    ["/etc/passwd", "../secret", f"ab/{'c' * 62}/files/../../../../secret", "ab/x", "", "files/a"],
)
def test_a_hostile_value_names_no_file_outside_the_store(store, where):
    data = write_value(File(Path("x"), "0" * 64, 1), lambda file: where)
    with pytest.raises(Unreadable):
        store.read(data, no_files)


def test_an_input_is_found_by_its_bytes_and_rather_by_its_name(store, tmp_path):
    data = store.write(File(tmp_path / "b.wav", "0" * 64, 1))
    a, b = File(Path("/now/a.wav"), "0" * 64, 1), File(Path("/now/b.wav"), "0" * 64, 1)
    assert store.read(data, lambda: [a, b]).path == b.path
    assert store.read(data, lambda: [a]).path == a.path


# ---- what kills leave -------------------------------------------------------


def test_what_a_killed_run_left_is_swept_and_a_living_one_is_left_alone(store):
    mine = store.temporary()
    dead = mine.with_name(mine.name.replace(f"-{os.getpid()}-", "-4194304-"))
    dead.mkdir()
    elsewhere = mine.with_name("0123456789ab-1-abc")
    elsewhere.mkdir()
    long_ago = mine.with_name("0123456789ab-1-def")
    long_ago.mkdir()
    os.utime(long_ago, (0, 0))
    assert store.sweep() == 2
    assert sorted(p.name for p in mine.parent.iterdir()) == sorted([mine.name, elsewhere.name])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to see the ended in")
def test_what_a_killed_process_left_is_swept_though_nobody_asked_how_it_ended(store):
    # As in a container whose first process is no init: it stays, a zombie, for ever.
    mine = store.temporary()
    process = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    left = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{process.pid}-"))
    left.mkdir()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # wait, but leave it unasked
    store.sweep()
    assert not left.exists()
    assert mine.exists()
    process.wait()
