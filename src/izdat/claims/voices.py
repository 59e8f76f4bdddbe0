"""An episode's original, and its times → how many words each voice says, and for how long.

What is counted is what is spoken, as ``text.spoken`` decides it: no notes, no words that the
editors supplied, no stage directions and no headings.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from izdat.model.content import Segment
from izdat.model.episode import Edition, Episode
from izdat.model.time import ParagraphTimes, SegmentTimes
from izdat.model.voices import WORDS_A_MINUTE, Share
from izdat.text.spoken import spoken_segment

_Key = tuple[str, str, str]  # voice, language, origin


def voice_shares(
    slug: str, episode: Episode, times: Sequence[SegmentTimes] = ()
) -> tuple[Share, ...]:
    """Return what is said in an episode, in the order in which the voices first speak.

    ``times``: of the original's paragraphs; what they do not tell is estimated from the words.
    """
    edition = episode.original
    known = {each.segment: each for each in times}
    words: Counter[_Key] = Counter()
    measured: dict[_Key, float] = defaultdict(float)
    estimated: dict[_Key, float] = defaultdict(float)
    for segment in edition.segments:
        lengths = _lengths(known.get(segment.id))
        for paragraph in spoken_segment(segment, edition.lang, headings=False).paragraphs:
            if not paragraph.words:
                continue
            length = lengths.get(paragraph.number)
            # A paragraph in two languages lasts in each as long as its share of the words.
            for lang, count in Counter(word.lang for word in paragraph.words).items():
                key = (paragraph.voice, lang, _origin(segment))
                words[key] += count
                if length is None:
                    estimated[key] += count * 60 / WORDS_A_MINUTE
                else:
                    measured[key] += length * count / len(paragraph.words)
    return tuple(
        _share(slug, episode, key, words[key], measured[key], estimated[key]) for key in words
    )


def _share(
    slug: str, episode: Episode, key: _Key, words: int, measured: float, estimated: float
) -> Share:
    voice, lang, origin = key
    known = episode.original.voice(voice)
    return Share(
        slug, voice, known.name if known else voice, known.role if known else "", lang, origin,
        words, round(measured, 3), round(estimated, 3), _names(voice, episode.editions[1:]),
    )  # fmt: skip


def _names(voice: str, editions: Sequence[Edition]) -> tuple[tuple[str, str], ...]:
    found = ((edition.lang, edition.voice(voice)) for edition in editions)
    return tuple((lang, own.name) for lang, own in found if own is not None)


def _origin(segment: Segment) -> str:
    first = segment.provenance.first
    return first.where if first else ""


def _lengths(times: SegmentTimes | None) -> Mapping[int, float]:
    """Return how long each paragraph lasts, in seconds, as far as the times tell."""
    if times is None:
        return {}
    found = {}
    for paragraph in times.paragraphs:
        length = _length(paragraph)
        if length is not None:
            found[paragraph.number] = length
    return found


def _length(times: ParagraphTimes) -> float | None:
    """Return a paragraph's length; of one that was looked for and is not there, nothing."""
    if times.is_absent:
        return 0.0
    if times.start is None or times.end is None:
        return None
    return max(0.0, times.end - times.start)
