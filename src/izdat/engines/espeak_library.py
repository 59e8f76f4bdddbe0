"""espeak-ng's library by ctypes: text and a voice's name → sound and the engine's own events.

The library keeps what it does in global variables, and some of them (the place in its flutter
table, above all) survive even ``espeak_Terminate``: the same words would sound a little different
after other words. So each call loads the library afresh and unloads it again, which costs about
four milliseconds; where something else in the process holds the library, a private copy is loaded.
"""

import _ctypes
import contextlib
import ctypes
import locale
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import espeakng_loader

from izdat.model.engine import EngineFailure

WORD, END, PHONEME = 1, 5, 7  # espeak_EVENT_TYPE in espeak-ng's speak_lib.h

_RETRIEVAL_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: sound goes to the callback only
_PHONEME_EVENTS = 0x0001
_IPA = 0x0002  # phonemes are named in IPA
_DO_NOT_EXIT = 0x8000  # else a missing data file ends the process
_UTF8 = 1
_POSITION_CHARACTER = 1
_RATE = 1  # espeakRATE, words a minute
_BUFFER = 60  # ms: 32 events fit into each, and no 60 ms of speech has as many

# Breath is noise, drawn from the library's own generator, which it seeds by the clock, and from
# the C library's.
_SEED = 1

# The library copies a voice's name into 40 bytes, and opens the file that a variant names.
_NAME = re.compile(r"[A-Za-z0-9-]{1,20}(?:\+[A-Za-z0-9 ]{1,15})?")

# N_PATH_HOME of espeak-ng 1.52 is 160 bytes, with the names of its files to come after.
_LONGEST_DATA_PATH = 120


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the engine says of its sound."""

    kind: int  # WORD, END or PHONEME
    offset: int  # into the text, in code points
    sample: int  # where in the sound
    phoneme: str = ""  # in espeak's letters, and a pause begins with "_"; or in IPA, and a pause is
    #   "", as is a sound without a sign; cut where it would be longer than eight bytes


@dataclass(frozen=True, slots=True)
class Utterance:
    pcm: bytes  # signed 16-bit little-endian, one channel
    rate: int  # Hz
    events: tuple[Event, ...]  # in the order of the sound


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """A voice file of the engine: a language or a dialect."""

    name: str  # what ``utter`` takes
    tags: tuple[tuple[int, str], ...]  # (rank, 1 the best; language as espeak writes it)


# One call at a time in a process. A child that was forked during a call gets a lock of its own.
_lock = threading.Lock()


def _renew_lock() -> None:
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def utter(text: str, voice: str, rate: int, *, in_ipa: bool = False) -> Utterance:
    """Return ``text`` as ``voice`` ("en", "en-us+f3") says it at ``rate`` words a minute.

    The phonemes are in espeak's own letters or ``in_ipa``; all else is the same in both. The same
    arguments give the same bytes, whatever was said before. Raises ``EngineFailure`` if there is
    no such voice.
    """
    sound = bytearray()
    events: list[Event] = []

    def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, list_: object) -> int:
        if count > 0:
            sound.extend(ctypes.string_at(samples, count * 2))
        index = 0
        while (event := list_[index]).type:  # type: ignore[index]  # a C array ended by type 0
            if event.type in (WORD, END, PHONEME):
                phoneme = (
                    event.id.string.decode("utf-8", "replace") if event.type == PHONEME else ""
                )
                events.append(Event(event.type, event.text_position - 1, event.sample, phoneme))
            index += 1
        return 0

    callback = _Callback(take)
    if not _NAME.fullmatch(voice):
        raise no_such_voice(voice)
    with _library(_IPA if in_ipa else 0) as (library, sample_rate):
        library.espeak_SetSynthCallback(callback)
        if library.espeak_SetVoiceByName(voice.encode("ascii")):
            raise no_such_voice(voice)
        library.espeak_SetParameter(_RATE, rate, 0)
        library.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
        _c_library().srand(_SEED)
        data = text.encode("utf-8", "replace") + b"\0"
        status = library.espeak_Synth(data, len(data), 0, _POSITION_CHARACTER, 0, _UTF8, None, None)
        if status:
            raise EngineFailure("espeak", f"could not speak (status {status})")
    return Utterance(bytes(sound), sample_rate, tuple(events))


def no_such_voice(voice: str) -> EngineFailure:
    """Return the failure that names a voice which is not there."""
    shown = voice[:60].encode("utf-8", "replace").decode()
    return EngineFailure("espeak", f"has no voice called “{shown}”")


@cache
def version() -> str:
    """Return the library's version, ``"1.52.0"``."""
    with _library() as (library, _):
        library.espeak_Info.restype = ctypes.c_char_p
        return str(library.espeak_Info(None).decode("ascii", "replace")).split()[0]


@cache
def listed_voices() -> tuple[ListedVoice, ...]:
    """Return the engine's voice files by name; variants (``+f3``) are not among them."""
    found = []
    with _library() as (library, _):
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        listing = library.espeak_ListVoices(None)
        index = 0
        while listing[index]:
            voice = listing[index].contents
            name = voice.identifier.decode("utf-8").rpartition("/")[2].lower()
            found.append(ListedVoice(name, tuple(_tags(voice.languages))))
            index += 1
    return tuple(sorted(found, key=lambda voice: voice.name))


def _tags(address: int) -> Iterator[tuple[int, str]]:
    """Yield what a voice says of its languages: a rank byte and a C string, until a zero byte."""
    while rank := ctypes.string_at(address, 1)[0]:
        tag = ctypes.string_at(address + 1)
        yield rank, tag.decode("ascii", "replace")
        address += len(tag) + 2


@contextlib.contextmanager
def _library(options: int = 0) -> Iterator[tuple[ctypes.CDLL, int]]:
    """Yield the library, freshly loaded and set up, and its sample rate in Hz."""
    with _lock, contextlib.ExitStack() as stack:
        library = _load(stack)
        # espeak sets LC_CTYPE for itself; the process gets its own back.
        stack.callback(locale.setlocale, locale.LC_CTYPE, locale.setlocale(locale.LC_CTYPE))
        path = os.fsencode(_data_path(stack))
        sample_rate = library.espeak_Initialize(
            _RETRIEVAL_SYNCHRONOUS, _BUFFER, path, _PHONEME_EVENTS | _DO_NOT_EXIT | options
        )
        if sample_rate <= 0:
            raise EngineFailure("espeak", "cannot read its data; reinstall espeakng-loader")
        try:
            yield library, sample_rate
        finally:
            library.espeak_Terminate()


@cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)


def _load(stack: contextlib.ExitStack) -> ctypes.CDLL:
    path = espeakng_loader.get_library_path()
    library = _open(path, stack)
    if library.espeak_ng_GetSampleRate() == 0:  # as it is before its first initialisation
        return library
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="izdat-espeak-"))
    copy = shutil.copy(path, Path(folder) / Path(path).name)
    return _open(str(copy), stack)


def _open(path: str, stack: contextlib.ExitStack) -> ctypes.CDLL:
    library = ctypes.CDLL(path)
    # Windows has the same function under the name of its own loader.
    close = getattr(_ctypes, "dlclose", None) or _ctypes.FreeLibrary  # type: ignore[attr-defined]
    stack.callback(close, library._handle)
    return library


def _data_path(stack: contextlib.ExitStack) -> str:
    path = espeakng_loader.get_data_path()
    if len(os.fsencode(path)) <= _LONGEST_DATA_PATH:
        return str(path)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="izdat-")))
    short = folder / "espeak-ng-data"
    try:
        short.symlink_to(path, target_is_directory=True)
    except OSError:  # a system that does not let everybody link
        shutil.copytree(path, short)
    return str(short)
