"""One MP3 frame: its header, its side information, and the main data that may lie before it.

ISO 11172-3, 2.4 (MPEG-1) and ISO 13818-3, 2.4 (MPEG-2: half the rates, half the frame). Byte for
byte a frame is header, side information, and a space for main data. Its own main data begins up to
511 bytes earlier (255 in MPEG-2), in what the frames before left free: the *bit reservoir*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# kbit/s by index; 0 is "free", which nothing here writes (ISO 11172-3, 2.4.2.3; 13818-3, 2.4.2.3)
BIT_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LOW_BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
RATES = (44_100, 48_000, 32_000)  # Hz, by index
LOW_RATES = (22_050, 24_000, 16_000)

_PADDING = 0x02  # in the third byte: one byte more
_MONO = 3  # of the mode, in the fourth byte


@dataclass(frozen=True, slots=True)
class Mp3Format:
    """What a file is encoded as. Raises ``ValueError`` where MP3 has no such rates."""

    rate: int  # Hz
    channels: int  # 1 or 2
    kbps: int  # of both channels together, kbit/s

    def __post_init__(self) -> None:
        known = self.rate in (*RATES, *LOW_RATES) and self.kbps in self.bit_rates
        if not known or self.channels not in (1, 2):
            raise ValueError(
                f"MP3 has no {self.kbps} kbit/s at {self.rate} Hz in {self.channels} channels"
            )

    @property
    def is_low(self) -> bool:
        """Whether it is MPEG-2 with its low sampling rates."""
        return self.rate in LOW_RATES

    @property
    def bit_rates(self) -> tuple[int, ...]:
        """Every bit rate there is at this sampling rate, in kbit/s."""
        return (LOW_BIT_RATES if self.is_low else BIT_RATES)[1:]

    @property
    def samples(self) -> int:
        """Samples a channel in a frame."""
        return 576 if self.is_low else 1152


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame and the main data that is its own, wherever that lay."""

    head: bytes
    side: bytes
    main: bytes


def header(form: Mp3Format) -> bytes:
    """Return the four bytes of an unpadded frame without CRC."""
    index = form.bit_rates.index(form.kbps) + 1
    rate = (LOW_RATES if form.is_low else RATES).index(form.rate)
    mode = 0xC0 if form.channels == 1 else 0x40  # one channel, or joint stereo
    return bytes([0xFF, 0xF3 if form.is_low else 0xFB, index << 4 | rate << 2, mode])


def frame_length(head: bytes) -> int:
    """Return the length in bytes of the frame that begins with ``head``.

    Raises ``ValueError`` where no frame of layer III without a CRC begins.
    """
    if len(head) < 4 or head[0] != 0xFF or head[1] not in (0xFB, 0xF3):
        raise ValueError("no layer III frame without a CRC begins here")
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if bits in (0, 15) or rate == 3:
        raise ValueError("no layer III frame begins here: it has no bit rate or no sampling rate")
    padding = head[2] >> 1 & 1
    if head[1] == 0xFB:
        return 144_000 * BIT_RATES[bits] // RATES[rate] + padding
    return 72_000 * LOW_BIT_RATES[bits] // LOW_RATES[rate] + padding


def side_length(head: bytes) -> int:
    """Return the length in bytes of the side information (ISO 11172-3, 2.4.1.7)."""
    is_mono = head[3] >> 6 == _MONO
    if head[1] == 0xFB:
        return 17 if is_mono else 32
    return 9 if is_mono else 17


def frames_of(stream: bytes) -> list[Frame]:
    """Return the frames of a whole stream, each with its main data; what was stuffed is left out.

    Raises ``ValueError`` if anything but frames is in it, or main data begins before the stream.
    """
    heads: list[tuple[int, int, int]] = []  # where a frame begins; its length; its side's
    at = 0
    while at < len(stream):
        head = stream[at : at + 4]
        heads.append((at, frame_length(head), side_length(head)))
        at += heads[-1][1]
    spaces = b"".join(stream[at + 4 + side : at + length] for at, length, side in heads)
    frames: list[Frame] = []
    space = 0  # where this frame's begins
    for at, length, aside in heads:
        head, side = stream[at : at + 4], stream[at + 4 : at + 4 + aside]
        begin = space - _main_data_begin(head, side)
        end = begin + (_main_bits(head, side) + 7) // 8
        space += length - 4 - aside
        if begin < 0 or end > space:
            raise ValueError(f"the main data of frame {len(frames)} lies outside the stream")
        frames.append(Frame(head, side, spaces[begin:end]))
    return frames


def packed(frames: Sequence[Frame]) -> bytes | None:
    """Return ``frames`` as a piece that needs no byte of what comes before or after it.

    Main data is put as early as it may. A frame that does not fit, because it counted on a
    reservoir that is not there, gets the next bit rate at which it does: any decoder of layer III
    must follow that (ISO 11172-3, 2.4.2.3). None where there is no such bit rate.
    """
    tops: list[tuple[bytes, int]] = []  # header and side information; bytes of space
    mains: list[bytes] = []
    free = 0  # bytes, from the end of the last main data to this frame's space
    for frame in frames:
        most = 511 if frame.head[1] == 0xFB else 255
        reach = min(free, most)
        fitting = _fitting(frame, len(frame.main) - reach)
        if fitting is None:
            return None
        head, space = fitting
        tops.append((head + _with_main_data_begin(frame, reach), space))
        mains += [bytes(free - reach), frame.main]
        free = reach + space - len(frame.main)
    stream = b"".join([*mains, bytes(free)])
    return b"".join(_interleaved(tops, stream))


def blocks_of(frame: Frame) -> tuple[int, ...]:
    """Return the block type of each granule and channel, 0 to 3 (ISO 11172-3, 2.4.2.7)."""
    side, total = int.from_bytes(frame.side, "big"), 8 * len(frame.side)
    # Before the block type stand part2_3_length, big_values, global_gain, scalefac_compress (4
    # bits, in MPEG-2 9) and window_switching_flag, without which there is no block type.
    flag = 12 + 9 + 8 + (4 if frame.head[1] == 0xFB else 9)
    return tuple(
        side >> (total - at - flag - 3) & 3 if side >> (total - at - flag - 1) & 1 else 0
        for at in _granules(frame.head)
    )


def _interleaved(tops: Sequence[tuple[bytes, int]], stream: bytes) -> Iterator[bytes]:
    at = 0
    for top, space in tops:
        yield top
        yield stream[at : at + space]
        at += space


def _fitting(frame: Frame, needed: int) -> tuple[bytes, int] | None:
    """Return a header whose frame has a space of ``needed`` bytes, and how many it has."""
    head, around = frame.head, 4 + len(frame.side)
    space = frame_length(head) - around
    while space < needed:
        index = (head[2] >> 4) + 1
        if index == len(BIT_RATES):
            return None
        third = index << 4 | head[2] & 0x0F & ~_PADDING
        head = bytes([head[0], head[1], third, head[3]])
        space = frame_length(head) - around
    return head, space


def _main_data_begin(head: bytes, side: bytes) -> int:
    return side[0] << 1 | side[1] >> 7 if head[1] == 0xFB else side[0]


def _with_main_data_begin(frame: Frame, begin: int) -> bytes:
    side = frame.side
    if frame.head[1] == 0xFB:
        return bytes([begin >> 1, (begin & 1) << 7 | side[1] & 0x7F]) + side[2:]
    return bytes([begin]) + side[1:]


def _main_bits(head: bytes, side: bytes) -> int:
    """Return the sum of part2_3_length, which counts every bit of main data."""
    whole, total = int.from_bytes(side, "big"), 8 * len(side)
    return sum(whole >> (total - at - 12) & 0xFFF for at in _granules(head))


def _granules(head: bytes) -> range:
    """Return where, in bits, each granule's and channel's side information begins.

    What comes first: main_data_begin, private bits and, in MPEG-1, four scfsi bits a channel.
    """
    is_mono = head[3] >> 6 == _MONO
    channels = 1 if is_mono else 2
    if head[1] == 0xFB:
        first, length, count = (18 if is_mono else 20), 59, 2 * channels
    else:
        first, length, count = (9 if is_mono else 10), 63, channels
    return range(first, first + length * count, length)
