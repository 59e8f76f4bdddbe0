"""The Info frame that opens an MP3: how long it is, to the sample, and where to seek.

lameenc writes bare frames. Players then guess the length from the size, and begin and end with
silence that was never in the recording. The frame's form is that of Xing (VBR header SDK, 1999)
with the extension by LAME (Gabriel Bouvigne, "Mp3 Info Tag", revision 1).
"""

from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled

SAMPLES = 1152  # of a frame, MPEG-1 layer III
ENCODER_DELAY = 576  # samples that LAME puts before the first
BIT_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
RATES = (44_100, 48_000, 32_000)  # by index (ISO 11172-3, 2.4.2.3)

# Players read delay and padding only behind this name; it is the same for every izdat.
ENCODER = b"LAME3.100"
TOC = 100  # entries of the table of contents


class Mp3Writer:
    """Writes frames behind a place kept for the Info frame, which comes when all is known."""

    def __init__(self, file: BinaryIO, rate: int, channels: int, kbps: int) -> None:
        self._file = file
        self._rate, self._channels, self._kbps = rate, channels, kbps
        self._header = header(rate, channels, self._info_kbps())
        self._length = frame_length(self._header)
        self._offsets: list[int] = []  # of each frame, in bytes from the Info frame
        self._rest = b""
        self._at = self._length
        self._crc = 0
        file.write(bytes(self._length))

    def write(self, data: bytes) -> None:
        """Take the encoder's output, cut anywhere."""
        self._rest += data
        start = 0
        while start + 4 <= len(self._rest):
            length = frame_length(self._rest[start : start + 4])
            if start + length > len(self._rest):
                break
            self._offsets.append(self._at + start)
            start += length
        frames, self._rest = self._rest[:start], self._rest[start:]
        self._at += start
        self._crc = int(_crc16(np.frombuffer(frames, dtype=np.uint8), self._crc))
        self._file.write(frames)

    def finish(self, samples: int) -> None:
        """Write the Info frame for a sound of ``samples`` samples a channel."""
        self._file.seek(0)
        self._file.write(self._info(samples))
        self._file.seek(0, 2)

    def _info_kbps(self) -> int:
        """The programme's bit rate, or the next whose frame has room for the 192 bytes."""
        enough = 4 + 32 + 8 + 4 + 4 + TOC + 4 + 36
        own = BIT_RATES.index(self._kbps)
        return next(
            rate
            for rate in BIT_RATES[own:]
            if frame_length(header(self._rate, self._channels, rate)) >= enough
        )

    def _info(self, samples: int) -> bytes:
        frames, size = len(self._offsets), self._at
        padding = frames * SAMPLES - ENCODER_DELAY - samples
        if frames and not 0 <= padding < 4096:
            raise ValueError(f"{frames} frames cannot hold {samples} samples")
        side = 17 if self._channels == 1 else 32
        frame = bytearray(self._length)
        frame[0:4] = self._header
        at = 4 + side
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
        frame[lame + 20] = min(self._kbps, 255)
        frame[lame + 21 : lame + 24] = (ENCODER_DELAY << 12 | max(padding, 0)).to_bytes(3, "big")
        rates = {44_100: 1, 48_000: 2, 32_000: 0}
        frame[lame + 24] = rates[self._rate] << 6 | (3 if self._channels == 2 else 0) << 2
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


def header(rate: int, channels: int, kbps: int) -> bytes:
    """Return the four bytes of an unpadded MPEG-1 layer III frame without CRC."""
    third = BIT_RATES.index(kbps) << 4 | RATES.index(rate) << 2
    mode = 0xC0 if channels == 1 else 0x40  # one channel, or joint stereo
    return bytes([0xFF, 0xFB, third, mode])


def frame_length(head: bytes) -> int:
    """Return the length in bytes of the frame that begins with ``head``."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xFE != 0xFA or head[2] >> 4 in (0, 15):
        raise ValueError("no MPEG-1 layer III frame begins here")
    kbps, rate = BIT_RATES[head[2] >> 4], RATES[head[2] >> 2 & 3]
    return 144_000 * kbps // rate + (head[2] >> 1 & 1)


@compiled
def _crc16(data: NDArray[np.uint8], crc: int) -> int:
    """Return the CRC-16 with polynomial 0x8005, reflected, that goes on from ``crc``."""
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc
