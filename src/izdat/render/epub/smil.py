"""Clips → a media overlay (EPUB 3.3, section 9: SMIL 3.0, a subset)."""

from collections.abc import Callable, Iterable
from itertools import groupby

from izdat.render.epub.overlay import Clip
from izdat.render.html import quoted


def smil(text: str, sound: str, clips: Iterable[Clip], id: Callable[[Clip | int], str]) -> str:
    """Return the overlay of the document ``text`` with the sound file ``sound``.

    ``id`` gives the id of what a clip lights, and of the paragraph with a number. A paragraph of
    several clips is a ``seq``, so that a reader can leave it as a whole.
    """
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' version="3.0">\n<body epub:textref="{quoted(text)}" epub:type="chapter">\n'
    )
    parts = [head]
    for number, group in groupby(clips, key=lambda clip: clip.number):
        own = list(group)
        pars = [
            f'<par><text src="{quoted(f"{text}#{id(clip)}")}"/>'
            f'<audio src="{quoted(sound)}" clipBegin="{clock_value(clip.start)}"'
            f' clipEnd="{clock_value(clip.end)}"/></par>\n'
            for clip in own
        ]
        is_nested = not own[0].is_whole
        if is_nested:
            parts.append(f'<seq epub:textref="{quoted(f"{text}#{id(number)}")}">\n')
        parts += pars
        if is_nested:
            parts.append("</seq>\n")
    parts.append("</body>\n</smil>\n")
    return "".join(parts)


def clock_value(milliseconds: int) -> str:
    """Return a full clock value, ``1:02:03.450`` (SMIL 3.0, "Clock Values")."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}.{rest:03}"
