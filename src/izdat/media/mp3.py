"""The Info frame that opens an MP3: how long it is, to the sample, and where to seek.

lameenc writes bare frames. Players then guess the length from the size, and begin and end with
silence that was never in the recording. The frame's form is that of Xing (VBR header SDK, 1999)
with the extension by LAME (Gabriel Bouvigne, "Mp3 Info Tag", revision 1).
"""

from array import array
from dataclasses import replace
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled
from izdat.media.mp3_frame import Mp3Format, frame_length, header, side_length

ENCODER_DELAY = 576  # samples that LAME puts before the first

# Players read delay and padding only behind this name; it is the same for every izdat.
ENCODER = b"LAME3.100"
TOC = 100  # entries of the table of contents


class Mp3Writer:
    """Writes frames behind a place kept for the Info frame, which comes when all is known."""

    def __init__(self, file: BinaryIO, form: Mp3Format) -> None:
        self._file, self._form = file, form
        self._header = _info_header(form)
        self._length = frame_length(self._header)
        self._offsets = array("Q")  # of each frame, in bytes from the Info frame
        self._at = self._length
        self._crc = 0
        file.write(bytes(self._length))

    def write(self, frames: bytes) -> None:
        """Write whole frames."""
        start = 0
        while start < len(frames):
            self._offsets.append(self._at + start)
            start += frame_length(frames[start : start + 4])
        self._at += start
        self._crc = int(_crc16(np.frombuffer(frames, dtype=np.uint8), self._crc))
        self._file.write(frames)

    def finish(self, samples: int, ahead: int = 0) -> None:
        """Write the Info frame for a sound of ``samples`` samples a channel.

        ``ahead``: how many were encoded before the first of them, which players shall leave out.
        """
        self._file.seek(0)
        self._file.write(self._info(samples, ENCODER_DELAY + ahead))
        self._file.seek(0, 2)

    def _info(self, samples: int, delay: int) -> bytes:
        frames, size = len(self._offsets), self._at
        form = self._form
        padding = frames * form.samples - delay - samples
        if frames and not (0 <= padding < 4096 and delay < 4096):
            raise ValueError(f"{frames} frames cannot hold {samples} samples")
        frame = bytearray(self._length)
        frame[0:4] = self._header
        at = 4 + side_length(self._header)
        # frames, bytes, table of contents and quality follow
        frame[at : at + 8] = b"Info" + (0x0F).to_bytes(4, "big")
        frame[at + 8 : at + 12] = frames.to_bytes(4, "big")
        frame[at + 12 : at + 16] = size.to_bytes(4, "big")
        frame[at + 16 : at + 116] = self._toc(size)
        frame[at + 116 : at + 120] = (70).to_bytes(4, "big")  # quality: 100 - 10 × LAME's q
        lame = at + 120
        frame[lame : lame + 9] = ENCODER
        frame[lame + 9] = 0x01  # revision 0; constant bit rate
        frame[lame + 10] = 0  # low-pass not stated
        # 11–18: replay gain not stated; 19: flags
        frame[lame + 20] = min(form.kbps, 255)
        frame[lame + 21 : lame + 24] = (delay << 12 | max(padding, 0)).to_bytes(3, "big")
        source = {44_100: 1, 48_000: 2}.get(form.rate, 0)  # 0: 32 kHz or less
        frame[lame + 24] = source << 6 | (3 if form.channels == 2 else 0) << 2
        frame[lame + 28 : lame + 32] = size.to_bytes(4, "big")
        frame[lame + 32 : lame + 34] = self._crc.to_bytes(2, "big")
        # The specification speaks of the first 190 bytes, which is where a stereo tag ends.
        head = np.frombuffer(bytes(frame[: lame + 34]), dtype=np.uint8)
        frame[lame + 34 : lame + 36] = int(_crc16(head, 0)).to_bytes(2, "big")
        return bytes(frame)

    def _toc(self, size: int) -> bytes:
        """Where each hundredth of the time begins, in 256ths of the size."""
        count = len(self._offsets)
        if not count:
            return bytes(TOC)
        starts = [self._offsets[i * count // TOC] for i in range(TOC)]
        return bytes(min(255, start * 256 // size) for start in starts)


def _info_header(form: Mp3Format) -> bytes:
    """Return the header of the Info frame: at the bit rate, or the next with room for the tag."""
    enough = 4 + 32 + 8 + 4 + 4 + TOC + 4 + 36
    heads = (header(replace(form, kbps=kbps)) for kbps in form.bit_rates if kbps >= form.kbps)
    return next(head for head in heads if frame_length(head) >= enough)


def _crc16_table() -> NDArray[np.uint16]:
    """Return what each byte makes of an empty CRC-16 (polynomial 0x8005, reflected)."""
    table = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ 0xA001, table >> 1).astype(np.uint16)
    return table


_TABLE = _crc16_table()


@compiled
def _crc16(data: NDArray[np.uint8], crc: int) -> int:
    """Return the CRC-16 that goes on from ``crc``."""
    for byte in data:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc
