"""Whole numbers → MP3 in chunks that are encoded side by side and kept, and join without a seam.

A chunk is given to an encoder of its own with some sound before and after it, which is thrown away
again: the filters, the psychoacoustic model and the search for a step size then stand where they
would in one pass. What is left is packed anew so that it needs nothing of its neighbours.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

import lameenc
import numpy as np
from numpy.typing import NDArray

from izdat.media.mp3_frame import Frame, Mp3Format, blocks_of, frames_of, packed
from izdat.media.threads import side_by_side

Integers = NDArray[np.int16]  # shape (samples, channels)

FRAMES = 1250  # of a chunk: 30 s at 48 and 24 kHz
BEFORE = 48  # frames of sound before a chunk: LAME's state has then met that of one pass
AFTER = 1  # frame of sound behind it: LAME looks 224 samples beyond the frame it writes
DELAYS = 1152  # samples: LAME's delay of 576, and as much of which a decoder uses 529
OPENING = 24  # frames, at most, that may be borrowed from a lower bit rate

LAME_QUALITY = 3  # 0 slow to 9 fast; 2 takes twice the time for a difference nobody has heard

PACKING = b"izdat mp3 chunk 1"  # a new number where the same sound shall give other bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """The sound that one chunk is made of."""

    sound: Integers
    before: int  # frames at its beginning that are not the chunk's
    frames: int | None  # of the chunk; None: all that follow, for it is the last


def encode_chunks(
    blocks: Iterator[Integers],
    form: Mp3Format,
    workers: int = 0,
    *,
    edges: tuple[int, int] = (0, 0),
) -> Iterator[bytes]:
    """Yield the chunks of a sound, in order: whole frames, of which no first needs an earlier one.

    ``edges``: samples at the beginning, whole frames, and at the end of ``blocks`` that are only to
    be heard by LAME. Those at the beginning are encoded with the first chunk.
    ``workers``: as in ``side_by_side``. Their number changes no byte.
    """
    return side_by_side(
        lambda pool, piece: pool.submit(encode_chunk, piece, form),
        pieces(blocks, form, edges), workers,
    )  # fmt: skip


def pieces(
    blocks: Iterator[Integers], form: Mp3Format, edges: tuple[int, int] = (0, 0)
) -> Iterator[Piece]:
    """Yield what each chunk is made of. The cuts lie on a grid, whatever the blocks' lengths.

    An edit that keeps the length of the whole so changes only the chunks that hear it. The first
    chunk keeps what is heard before it, for LAME's own first frame needs no byte of another: FFmpeg
    passes over the first frame of a file where that is of another kind of stereo than the second.
    """
    held: list[Integers] = []
    length, before = 0, edges[0] // form.samples  # samples held; frames before the next chunk
    kept = before  # of these
    for block in blocks:
        held.append(block)
        length += len(block)
        while length >= (before + FRAMES + AFTER) * form.samples:
            whole = np.concatenate(held)
            sound = whole[: (before + FRAMES + AFTER) * form.samples]
            yield Piece(sound, before - kept, FRAMES + kept)
            rest = whole[(before + FRAMES - BEFORE) * form.samples :]
            held, length, before, kept = [rest], len(rest), BEFORE, 0
    if length:
        own = length - before * form.samples - edges[1]
        frames = kept - (-(own + DELAYS) // form.samples) if edges[1] else None
        yield Piece(np.concatenate(held), before - kept, frames)


def encode_chunk(piece: Piece, form: Mp3Format) -> bytes:
    """Return the chunk's frames, of which none needs a byte from outside."""
    return cut_out(piece, form, encode_whole(piece, form))


def cut_out(piece: Piece, form: Mp3Format, whole: bytes) -> bytes:
    """Return the chunk's frames out of ``encode_whole``, packed to need no byte from outside.

    The first frames count on a reservoir that is not there. They become larger; at the highest bit
    rates, where no frame is, a few are taken from an encoding at a lower one.
    """
    frames = _own_frames(piece, whole)
    chunk = packed(frames)
    if chunk is not None:
        return chunk
    for opening in _openings(piece, form, frames):
        for count in range(1, len(opening) + 1):
            # One long window may not follow half of a switch to short ones.
            if blocks_of(opening[count - 1]) == blocks_of(frames[count - 1]):
                chunk = packed([*opening[:count], *frames[count:]])
                if chunk is not None:
                    return chunk
    raise ValueError(f"no opening fits a chunk of {form}")


def key_of(piece: Piece, form: Mp3Format, *told: str) -> bytes:
    """Return 32 bytes that are the same only if the chunk is, and ``told``."""
    made_by = f"{version('lameenc')} {LAME_QUALITY} {form} {piece.before} {piece.frames} {told}"
    digest = hashlib.sha256(b"%b\0%b\0" % (PACKING, made_by.encode()))
    digest.update(np.ascontiguousarray(piece.sound, dtype="<i2").data)
    return digest.digest()


def lame_gain(kbps: int) -> float:
    """Return by what LAME 3.100 multiplies its input at a constant bit rate (measured)."""
    if kbps <= 160:
        return 0.95
    return {192: 0.97, 224: 0.98}.get(kbps, 1.0)


def _openings(piece: Piece, form: Mp3Format, frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """Yield the first of ``frames`` as each lower bit rate has them, from the next to the lowest.

    They keep the headers, but for the kind of stereo.
    """
    short = piece.sound[: (piece.before + OPENING + AFTER) * form.samples]
    for kbps in sorted((kbps for kbps in form.bit_rates if kbps < form.kbps), reverse=True):
        gain = lame_gain(form.kbps) / lame_gain(kbps)
        sound = np.clip(np.rint(short * gain), -32768, 32767).astype(np.int16)
        part = Piece(sound, piece.before, OPENING)
        lower = _own_frames(part, encode_whole(part, replace(form, kbps=kbps)))
        yield [
            replace(low, head=own.head[:3] + low.head[3:])
            for low, own in zip(lower, frames, strict=False)
        ]


def _own_frames(piece: Piece, whole: bytes) -> list[Frame]:
    frames = frames_of(whole)
    end = None if piece.frames is None else piece.before + piece.frames
    return frames[piece.before : end]


def encode_whole(piece: Piece, form: Mp3Format) -> bytes:
    """Return all of a piece encoded, with what lies around the chunk."""
    encoder = lameenc.Encoder()
    encoder.silence()  # else it writes its settings to the standard output
    encoder.set_bit_rate(form.kbps)
    encoder.set_in_sample_rate(form.rate)
    encoder.set_out_sample_rate(form.rate)
    encoder.set_channels(form.channels)
    encoder.set_quality(LAME_QUALITY)
    samples = np.ascontiguousarray(piece.sound, dtype="<i2")
    seconds = (samples[at : at + form.rate] for at in range(0, len(samples), form.rate))
    made = [bytes(encoder.encode(second.tobytes())) for second in seconds]
    return b"".join([*made, bytes(encoder.flush())])
