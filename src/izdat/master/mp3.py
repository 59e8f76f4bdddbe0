"""A programme → MP3, chunk by chunk: only those are encoded in which something else is heard."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from izdat.master.encode import described
from izdat.master.level import CLOSE_ENOUGH, MOST_LOST, corrected, on_grid
from izdat.master.loudness import step_sums
from izdat.master.oversampling import highest
from izdat.master.pieces import EACH, PIECE, Pieces, loudness_under
from izdat.media.continued import CONTEXT, predicted
from izdat.media.encode import MP3_EDGES, integers
from izdat.media.mp3 import Mp3Writer
from izdat.media.mp3_chunks import (
    BEFORE,
    DELAYS,
    Piece,
    cut_out,
    encode_whole,
    key_of,
    lame_gain,
)
from izdat.media.mp3_decode import DELAY, decode_frames
from izdat.media.mp3_frame import Mp3Format
from izdat.media.threads import side_by_side
from izdat.model.mastering import RATE, EncodedSound
from izdat.model.programme import Programme, Setting
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness
from izdat.run import kept_parts, progress
from izdat.run.step import step

MOST_ENCODINGS = 4
VERSION = "izdat mp3 4"  # a new number where the same piece shall give another chunk


@dataclass(frozen=True, slots=True)
class Mp3Chunk:
    """Encoded, and as it sounds when it is decoded."""

    frames: bytes
    steps: bytes  # PieceFacts.steps
    true_peak: float  # full scale 1


@step(version=7)
def encode_mp3(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as MP3 at ``sound.mp3`` kbit/s, without tags.

    The decoded sound is within 0.1 LU of ``sound.target`` and at or under ``sound.true_peak``;
    where both cannot be had the ceiling is aimed at, and ``loudness`` says what came out.
    """
    chunks = Chunks(programme, Mp3Format(RATE, sound.channels, sound.mp3))
    setting = chunks.first_setting(sound.target)
    path = folder / "episode.mp3"
    for _ in range(MOST_ENCODINGS):
        heard = chunks.write(path, setting)
        better = corrected(
            setting, heard, target=sound.target, true_peak=sound.true_peak, close=CLOSE_ENOUGH
        )
        if better is None:
            break
        setting = better
    return described(path, programme.score.length, heard)


class Chunks:
    """The chunks of a programme, as they are under any setting."""

    def __init__(self, programme: Programme, form: Mp3Format) -> None:
        self._programme, self._form = programme, form
        self._kept = kept_parts()
        self._pieces = Pieces(programme.score, self._kept)
        # The last one holds what is left, if only the codec's delay.
        self.count = programme.score.length // PIECE + 1
        # Of two frames, which may then be of two kinds at 320 kbit/s, FFmpeg makes nothing.
        self._edges = MP3_EDGES if programme.score.length >= CONTEXT else (0, 0)

    def first_setting(self, target: float) -> Setting:
        """Return the setting that will most likely do.

        A codec takes some loudness with the sounds that it leaves out, up to 0.3 LU at low rates. A
        few chunks tell how much; they are encoded anyway.
        """
        setting = self._programme.setting
        numbers = sorted({self._pieces.count * n // 6 for n in (1, 3, 5)})
        before = loudness_under([self._pieces.under(n, setting) for n in numbers]).integrated
        after = loudness_under(list(self._made(numbers, setting))).integrated
        lost = before - after
        lost = min(max(lost, 0.0), MOST_LOST) if isfinite(lost) else 0.0
        error = target + lost - self._programme.loudness.integrated
        if not isfinite(error):
            return setting
        return Setting(on_grid(setting.gain + error), setting.ceiling)

    def write(self, path: Path, setting: Setting) -> Loudness:
        """Write the programme under ``setting``; return how loud it is when it is decoded."""
        heard: list[Mp3Chunk] = []
        with path.open("wb") as file:
            writer = Mp3Writer(file, self._form)
            for chunk in self._made(range(self.count), setting):
                progress(len(heard) / self.count)
                writer.write(chunk.frames)
                heard.append(chunk)
            writer.finish(self._programme.score.length, self._edges[0])
        return loudness_under(heard)

    def _made(self, numbers: Iterable[int], setting: Setting) -> Iterator[Mp3Chunk]:
        """Yield chunks in order, made side by side."""
        return side_by_side(lambda pool, number: self._begun(pool, number, setting), numbers)

    def _begun(self, pool: Executor, number: int, setting: Setting) -> "Future[Mp3Chunk]":
        """Return a chunk that is kept, or one that somebody is at work on.

        It is looked for twice: by what is heard in it, without rendering a sample of it; and by
        its samples, for another take of a recording may be the same but for five seconds.
        """
        heard_key = self._pieces.key(number, setting, VERSION, self._form)
        key = self._kept.get(heard_key)
        chunk = self._kept.get(key) if isinstance(key, bytes) else None
        if not isinstance(chunk, Mp3Chunk):
            piece = self._piece(number, setting)
            key = key_of(piece, self._form, VERSION)
            self._kept.put(heard_key, key)
            chunk = self._kept.get(key)
            if not isinstance(chunk, Mp3Chunk):
                return pool.submit(self._encoded, piece, number, key)
        done: Future[Mp3Chunk] = Future()
        done.set_result(chunk)
        return done

    def _piece(self, number: int, setting: Setting) -> Piece:
        """Return a chunk's own samples between what LAME shall hear beside them."""
        form, (ahead, behind) = self._form, self._edges
        is_first, is_last = number == 0, number == self.count - 1
        sound = self._pieces.sound(
            number, setting,
            before=0 if is_first else BEFORE * form.samples,
            behind=0 if is_last else form.samples,
        )  # fmt: skip
        parts = [sound]
        if is_first:
            parts.insert(0, predicted(sound[:, CONTEXT - 1 :: -1], ahead)[:, ::-1])
        if is_last:
            parts.append(predicted(sound[:, -CONTEXT:], behind))
        whole = np.concatenate(parts, axis=1)
        whole *= np.float32(1 / lame_gain(form.kbps))
        own = self._pieces.length(number)
        frames = PIECE // form.samples if not is_last else -(-(own + DELAYS) // form.samples)
        kept = ahead // form.samples if is_first else 0  # see media.mp3_chunks.pieces
        return Piece(
            integers(whole, bits=16).astype(np.int16),
            0 if is_first else BEFORE,
            frames + kept if behind else None,
        )

    def _encoded(self, piece: Piece, number: int, key: bytes) -> Mp3Chunk:
        form, length = self._form, self._pieces.length(number)
        whole = encode_whole(piece, form)
        sound = decode_frames(whole, form.channels)
        before = piece.before * form.samples if number else self._edges[0]
        start = before + DELAY
        # As many whole steps before the chunk as there are, for the filters' sake.
        lead = before // EACH * EACH
        steps = step_sums(sound[:, start - lead : start + length], RATE)[lead // EACH :]
        around = np.ascontiguousarray(sound[:, max(start - 32, 0) : start + length + 32])
        chunk = Mp3Chunk(cut_out(piece, form, whole), steps.tobytes(), highest(around))
        self._kept.put(key, chunk)
        return chunk
