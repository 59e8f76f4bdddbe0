"""A sound file → whatever is written beside its sound."""

import re
from collections.abc import Iterator

from izdat.protect.in_pictures import pictures
from izdat.protect.member import MOST_UNPACKED, Member, Unopened

NOTED = 1024  # bytes before a picture in a tag that say what it is


def mp3(data: bytes) -> Iterator[Member]:
    """Yield the tags of an MP3, before and behind its sound."""
    at = 0
    while data[at : at + 3] == b"ID3" and at + 10 <= len(data):
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        end = at + 10 + size
        yield from _id3(data[at:end])
        at = end
    yield Member("mp3 first frame", data[at : at + 2048], is_plain=True)
    end = max(data.find(b"APETAGEX", at), at)  # the older tags stand behind the sound
    if end > at:
        yield from _ape(data[end:])
    lyrics = data.find(b"LYRICSBEGIN", at)
    if lyrics >= 0:
        yield Member("lyrics", data[lyrics:], is_plain=True)
    yield Member("mp3 end", data[-512:], is_plain=True)


def _id3(tag: bytes) -> Iterator[Member]:
    """Yield each frame of an ID3v2 tag; all of it, where it does not read as one."""
    version = tag[3] if len(tag) > 3 else 0
    head, at = (6, 10) if version == 2 else (10, 10)
    while at + head <= len(tag) and tag[at : at + 1].isalnum():
        if version == 2:
            length = int.from_bytes(tag[at + 3 : at + 6], "big")
        elif version == 3:
            length = int.from_bytes(tag[at + 4 : at + 8], "big")
        else:
            length = 0
            for byte in tag[at + 4 : at + 8]:
                length = length << 7 | byte & 0x7F
        kind, body = tag[at : at + 4], tag[at + head : at + head + length]
        label = "id3 " + re.sub(r"[^A-Z0-9]", "?", kind.decode("latin-1"))
        yield Member(label, body[:NOTED] if kind[:3] in (b"API", b"PIC") else body, is_plain=True)
        yield from pictures(body)
        at += head + length
    if tag[at:].strip(b"\0"):
        yield Member("id3 rest", tag[at:], is_plain=True)


HEADS = 2  # packets: what the stream is, and its comments


def ogg(data: bytes) -> Iterator[Member]:
    """Yield the heads of each Ogg stream, the two packets before its sound; what stands behind."""
    packets: list[bytes] = []
    packet, at, left = bytearray(), 0, 0
    while data[at : at + 4] == b"OggS" and at + 27 <= len(data):
        count = data[at + 26]
        if data[at + 5] & 2:  # another stream begins
            packet, left = bytearray(), HEADS
        laces = data[at + 27 : at + 27 + count]
        body = at + 27 + count
        at = body + sum(laces)
        for lace in laces if left else ():
            packet += data[body : body + lace]
            body += lace
            if lace < 255 and left:
                packets.append(bytes(packet))
                packet = bytearray()
                left -= 1
        if len(packet) > MOST_UNPACKED:
            raise Unopened("the head of a recording is larger than is ever published")
    if at < len(data):
        yield Member("behind ogg", data[at:])
    for number, each in enumerate(packets, 1):
        yield Member(f"ogg head {number}", each, is_plain=True)
        for start in (b"OpusTags", b"\x03vorbis"):
            if each.startswith(start):
                yield from _comments(each[len(start) :])


def _comments(data: bytes) -> Iterator[Member]:
    """Yield the comments of Vorbis: a number of bytes before each, which may look like a letter."""

    def texts() -> Iterator[bytes]:
        at, count = 0, 2  # the maker's name, and how many follow
        while count and at + 4 <= len(data):
            length = int.from_bytes(data[at : at + 4], "little")
            yield data[at + 4 : at + 4 + length]
            at += 4 + length
            if at == 4 + length:  # behind the name of the maker
                count = 1 + int.from_bytes(data[at : at + 4], "little")
                at += 4
            count -= 1

    yield Member("comments", b"\n".join(texts()), is_plain=True)


def _ape(data: bytes) -> Iterator[Member]:
    """Yield what stands in an APE tag, of which ``data`` begins with the head or the foot."""
    yield Member("ape tag", data, is_plain=True)
    found, at = [], 32
    while at + 8 < len(data) and not data.startswith(b"APETAGEX", at):
        length, key = int.from_bytes(data[at : at + 4], "little"), data.find(b"\0", at + 8)
        if key < 0:
            break
        found += [data[at + 8 : key], data[key + 1 : key + 1 + length]]
        at = key + 1 + length
    yield Member("ape tag", b"\n".join(found), is_plain=True)


def flac(data: bytes) -> Iterator[Member]:
    """Yield the notes of a FLAC."""
    at = 4
    while at + 4 <= len(data):
        head, length = data[at], int.from_bytes(data[at + 1 : at + 4], "big")
        body = data[at + 4 : at + 4 + length]
        yield Member(
            f"flac {head & 0x7F}", body[:NOTED] if head & 0x7F == 6 else body, is_plain=True
        )
        if head & 0x7F == 4:
            yield from _comments(body)
        yield from pictures(body)
        at += 4 + length
        if head & 0x80:
            break
    yield Member("flac end", data[max(at, len(data) - NOTED) :], is_plain=True)


def mp4(data: bytes) -> Iterator[Member]:
    """Yield every part of an MP4 but the sound and its tables."""
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head:
            raise Unopened("an MP4 is damaged")
        if kind != b"mdat":
            body = data[at + head : at + size]
            yield Member("mp4 part", body, is_plain=True)
            yield from pictures(body)
        elif size - head < 1 << 16:
            yield Member("mp4 chapters", data[at + head : at + size], is_plain=True)
        at += size
