"""A recording → what it is and how loud, or why it cannot be used."""

from itertools import chain, repeat
from math import isfinite
from pathlib import Path

from izdat.master.clipping import ClippingFinder
from izdat.master.loudness import Meter
from izdat.media.container import probe
from izdat.media.decode import decode
from izdat.media.truncation import refuse_cut
from izdat.media.unreadable import Unreadable
from izdat.model.file import File
from izdat.model.mastering import RATE, RecordingFacts
from izdat.model.sound import RecordingFault
from izdat.run.step import step

AGAIN = "listen to it, and copy it from the recorder again"
SHORT = 4 * RATE // 10  # samples; BS.1770 measures nothing shorter


@step(version=2)
def inspect_recording(
    folder: Path, recording: File, channels: int = 2
) -> RecordingFacts | RecordingFault:
    """Return what ``recording`` is, decoded from beginning to end, or what is wrong with it.

    ``channels`` are the programme's: the loudness is that of the recording mixed to them. The
    codes of the faults stand in ``docs/problems.md``. Nothing is written to ``folder``.
    """
    try:
        return _facts(recording.path, channels)
    except Unreadable as wrong:
        return RecordingFault(wrong.code, wrong.message, wrong.hint)


def _facts(path: Path, channels: int) -> RecordingFacts:
    about = probe(path)
    meter = Meter(RATE, channels)
    count = 0
    first = None
    clipping = ClippingFinder()
    for block in decode(path, RATE, channels, clipping.add):
        first = block if first is None else first
        count += block.shape[1]
        meter.add(block)
    if first is None:
        raise Unreadable("recording-no-sound", "the recording has a length of zero", AGAIN)
    refuse_cut(path, about, count / RATE)
    loudness = meter.result()
    if loudness.true_peak < -90:  # the noise of 16 bits; no microphone is that quiet
        raise Unreadable("recording-silent", "the recording is silent from beginning to end", AGAIN)
    if count < SHORT:
        meter = Meter(RATE, channels)
        for block in chain.from_iterable(repeat([first], -(-SHORT // count))):
            meter.add(block)
        loudness = meter.result()
    if not isfinite(loudness.integrated):
        raise Unreadable("recording-silent", "the recording is too quiet to hold any speech", AGAIN)
    return RecordingFacts(
        count / RATE, about.rate, about.channels, about.codec, loudness, clipping.share()
    )
