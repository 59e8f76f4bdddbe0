"""A sound and who is heard when in it → how loud each of them is."""

from collections.abc import Iterator
from pathlib import Path

from izdat.master.level import Samples
from izdat.master.loudness import Meter
from izdat.master.pieces import Pieces
from izdat.media.decode import decode
from izdat.model.file import File
from izdat.model.mastering import RATE
from izdat.model.programme import Programme
from izdat.model.sound import Loudness
from izdat.run.step import step

Span = tuple[float, float]  # seconds, from and to


@step(version=2)
def measure_spans(
    folder: Path, sound: File | Programme, channels: int, spans: tuple[tuple[Span, ...], ...]
) -> tuple[Loudness, ...]:
    """Return the loudness of each of ``spans`` of ``sound``, in order and heard as one.

    In ``channels``, 1 or 2. Silence, and less than 0.4 s, is -inf (BS.1770-5). Raises
    ``Unreadable`` as ``decode``. Nothing is written to ``folder``.
    """
    meters = [Meter(RATE, channels) for _ in spans]
    at = 0
    for block in _blocks(sound, channels):
        for meter, own in zip(meters, spans, strict=True):
            for start, end in own:
                first = max(round(start * RATE) - at, 0)
                last = min(round(end * RATE) - at, block.shape[1])
                if first < last:
                    meter.add(block[:, first:last])
        at += block.shape[1]
    return tuple(meter.result() for meter in meters)


def _blocks(sound: File | Programme, channels: int) -> Iterator[Samples]:
    if isinstance(sound, Programme):
        return Pieces(sound.score).stream(sound.setting)
    return decode(sound.path, RATE, channels)
