"""A raw recording → a recording that may be published: the step that is kept.

The raw sound is read from where the editor keeps it and is never written anywhere, nor anything
that was worked out of it: what lies in the step's folder, even while it works, is only what comes
out.
"""

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from izdat.disguise.cover import Cover, Samples, covered, level_beside, spans_in_samples
from izdat.media.container import probe
from izdat.media.decode import BLOCK, decode
from izdat.media.encode import encode_flac
from izdat.model.engine import VoiceDisguise
from izdat.model.file import File, file_at
from izdat.model.sound import Recording
from izdat.run.report import progress
from izdat.run.step import step

VOICE_RATE = 16_000  # Hz, of a disguised voice


@step(version=1)
def treat_recording(
    folder: Path,
    raw: File,
    segment: str,
    spans: tuple[tuple[float, float], ...],
    cover: str,
    disguise: VoiceDisguise | None,
) -> Recording:
    """Return ``raw`` with ``spans`` (seconds) covered, and every voice in it disguised.

    It stays as long as it was, so that what is known of its times stays true. Without
    ``disguise`` it keeps its rate and its channels (two at most); with it, it is one channel at
    16 kHz. ``cover`` is of ``model.show.COVERS``. Raises ``Unreadable``.

    A disguise draws a number that nobody is told and nothing keeps: the same recording comes out
    otherwise each time, and a result that is kept is the only one of its kind.
    """
    path = folder / "treated.flac"
    if disguise is None:
        _cover(raw.path, path, spans, cover)
    else:
        _disguise(raw.path, path, spans, cover, disguise)
    progress(1.0)
    return Recording(file_at(path), segment)


def _cover(raw: Path, path: Path, spans: tuple[tuple[float, float], ...], kind: str) -> None:
    about = probe(raw)
    rate, channels = about.rate, min(2, about.channels)
    where = spans_in_samples(spans, rate)
    level = level_beside(decode(raw, rate, channels), where, rate)
    progress(0.4)
    cover = Cover(where, rate, kind, level)
    encode_flac(path, covered(decode(raw, rate, channels), cover), rate, channels)


def _disguise(
    raw: Path,
    path: Path,
    spans: tuple[tuple[float, float], ...],
    kind: str,
    disguise: VoiceDisguise,
) -> None:
    rate = VOICE_RATE
    where = spans_in_samples(spans, rate)
    # What is covered is gone before the disguise hears anything: it need not be trusted with it.
    hushed = covered(decode(raw, rate, 1), Cover(where, rate, "silence"))
    samples = np.concatenate([block[0] for block in hushed] or [np.zeros(0, np.float32)])
    progress(0.2)
    changed = disguise.disguise(samples, rate, secrets.randbits(64))
    del samples
    progress(0.9)
    level = level_beside(_blocks(changed), where, rate)
    cover = Cover(where, rate, kind, level)
    encode_flac(path, covered(_blocks(changed), cover), rate, 1)


def _blocks(samples: Samples) -> Iterator[Samples]:
    """Yield (n,) as blocks (1, n)."""
    starts: Iterable[int] = range(0, len(samples), BLOCK)
    for start in starts:
        yield samples[None, start : start + BLOCK]
