"""Turns → the JSON transcript of Podcasting 2.0.

"Transcript File Format Details", section JSON, version 1.0.0. A segment is a caption of one or two
lines: a file of single words weighs eight times as much, and the words' times are in the VTT.
"""

import json
from collections.abc import Callable, Iterable

from izdat.render.cues import Turn
from izdat.render.lines import captions
from izdat.render.vtt import LINES, WIDTH

Segment = dict[str, str | float]


def transcript_json(turns: Iterable[Turn], name: Callable[[str], str]) -> str:
    """Return the file; ``name`` gives the name of a voice, by its id. Times are in seconds."""
    segments: list[Segment] = []
    for turn in turns:
        for passage in turn.passages:
            speaker = name(passage.voice)
            if not passage.is_worded:
                text = " ".join(token.text for token in passage.tokens)
                segments.append(_segment(speaker, turn.start, turn.end, text))
                continue
            segments.extend(
                _segment(speaker, caption.start, caption.end, caption.text)
                for caption in captions(passage.voice, passage.tokens, width=WIDTH, lines=LINES)
            )
    lines = ",\n".join(json.dumps(segment, ensure_ascii=False) for segment in segments)
    return f'{{"version": "1.0.0", "segments": [\n{lines}\n]}}\n'


def _segment(speaker: str, start: int, end: int, body: str) -> Segment:
    who: Segment = {"speaker": speaker} if speaker else {}
    return {**who, "startTime": start / 1000, "endTime": end / 1000, "body": body}
