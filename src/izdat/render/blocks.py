"""A segment's blocks → HTML: turns of speech, and all that stands between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from izdat.model.content import (
    Block,
    Figure,
    Footnote,
    Heading,
    Listing,
    Paragraph,
    Quotation,
    Rule,
    Stage,
    Verse,
)
from izdat.model.episode import Voice
from izdat.model.spoken import SpokenParagraph
from izdat.model.time import ParagraphTimes
from izdat.render.addresses import anchor
from izdat.render.html import CHANGED_NOTE, Script, inlines, lang_attributes, quoted, text
from izdat.render.provenance import role
from izdat.render.word_times import centiseconds, unsure, written
from izdat.text.dates import clock


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture as a page shows it."""

    name: str  # link from the page
    width: int  # pixels
    height: int
    small: tuple[int, str] | None = None  # (width, link) of one for a narrow screen


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a segment's paragraphs are shown with."""

    segment: str  # id
    voices: Mapping[str, Voice]
    is_plain: bool = False  # as a transcript for machines: cite, time, p, and no tools
    spoken: Mapping[int, SpokenParagraph] = field(default_factory=dict)  # by number
    times: Mapping[int, ParagraphTimes] = field(default_factory=dict)  # by number
    sound: str = ""  # link to the sound file, for times without a script
    elsewhere: tuple[tuple[str, Mapping[int, str]], ...] = ()  # (language, number → link)
    pictures: Mapping[str, PagePicture] = field(default_factory=dict)  # by name in the text
    changed: frozenset[int] = frozenset()  # numbers whose original is another by now
    is_draft: bool = False  # words whose times are not sure are marked
    below: Mapping[tuple[str, int], str] = field(default_factory=dict)  # (segment, number) → HTML
    is_bound: bool = (
        False  # in a book: no tools and no times; ``data-p`` tells a paragraph's number
    )


def segment_blocks(blocks: tuple[Block, ...], around: Surroundings, script: Script) -> str:
    """Return a segment's blocks as HTML, each run of one voice in a ``div.turn``."""
    script.number = 0
    parts: list[str] = []
    voice: str | None = None  # of the open turn
    named: set[str] = set()
    for block in blocks:
        speaks = _voice(block)
        if voice is not None and (
            isinstance(block, Heading | Rule) or (speaks is not None and speaks != voice)
        ):
            parts.append("</div>\n")
            voice = None
        if speaks is not None and voice is None:
            voice = speaks
            parts.append("<div>\n" if around.is_plain else '<div class="turn">\n')
            parts.append(_label(voice, around, script, is_first=voice not in named))
            named.add(voice)
        parts.append(block_html(block, around, script))
    if voice is not None:
        parts.append("</div>\n")
    return "".join(parts)


def block_html(block: Block, around: Surroundings, script: Script) -> str:
    """Return one block as HTML."""
    match block:
        case Paragraph():
            attributes, before, after = _paragraph(around, script)
            words = f"{before}<p{attributes}>{inlines(block.children, script)}{after}</p>\n"
            return words + _below(around, script)
        case Verse():
            attributes, before, after = _paragraph(around, script)
            lines = "<br>\n".join(inlines(line, script) for line in block.lines)
            words = f'{before}<p class="verse"{attributes}>{lines}{after}</p>\n'
            return words + _below(around, script)
        case Stage():
            return f'<p class="stage u">{inlines(block.children, script)}</p>\n'
        case Heading():
            level = min(6, max(3, block.level))
            name = script.new_id(block.id)
            return f"<h{level}{name}>{text(block.title)}</h{level}>\n"
        case Listing():
            items = "".join([_item(item, around, script) for item in block.items])
            if block.start is None:
                return f"<ul>\n{items}</ul>\n"
            start = "" if block.start == 1 else f' start="{block.start}"'
            return f"<ol{start}>\n{items}</ol>\n"
        case Quotation():
            inner = "".join([block_html(each, around, script) for each in block.blocks])
            return f"<blockquote>\n{inner}</blockquote>\n"
        case Figure():
            return _figure(block, around)
        case Rule():
            return "<hr>\n"


def footnotes(notes: tuple[Footnote, ...], around: Surroundings, script: Script) -> str:
    """Return the footnotes referred to, as list items with links back; call it after the text."""
    by_label = {note.label: note for note in notes}
    items: list[str] = []
    while len(items) < len(script.footnotes):  # a footnote may refer to another: the list grows
        label = list(script.footnotes)[len(items)]
        number = script.footnotes[label]
        body = "".join([block_html(block, around, script) for block in by_label[label].blocks])
        name = script.interface.plain("Back to the text")
        back = "".join(
            f' <a class="back" href="#fnref_{number}_{time}" role="doc-backlink"'
            f' aria-label="{quoted(name)} {number}.{time}">↩</a>'
            for time in range(1, script.references[label] + 1)
        )
        body = f"{body[:-5]}{back}</p>\n" if body.endswith("</p>\n") else f"{body}<p>{back}</p>\n"
        items.append(f'<li id="fn_{number}">{body}</li>\n')
    return "".join(items)


def _voice(block: Block) -> str | None:
    """Return whose voice a block is in; None for what nobody says."""
    match block:
        case Paragraph() | Verse():
            return block.voice
        case Listing():
            inner = (each for item in block.items for each in item)
        case Quotation():
            inner = (each for each in block.blocks)
        case _:
            return None
    return next((voice for voice in map(_voice, inner) if voice is not None), None)


def _label(voice: str, around: Surroundings, script: Script, is_first: bool) -> str:
    if not voice:
        return ""
    known = around.voices.get(voice)
    name = known.name if known else voice
    if around.is_plain:
        return f"<cite>{text(name)}:</cite>\n"
    does = role(known.role, script.interface) if known and is_first else ""
    shown = f' <span class="role">{text(does)}</span>' if does else ""
    return f'<p class="who u"><cite>{text(name)}</cite>{shown}</p>\n'


def _paragraph(around: Surroundings, script: Script) -> tuple[str, str, str]:
    """Return the next paragraph's attributes, and what stands before and after its words.

    Paragraphs are counted as ``izdat.text.spoken.numbered`` counts them: where they stand.
    """
    if not around.segment:  # a footnote's
        return "", "", ""
    script.number += 1
    number = script.number
    name = anchor(around.segment, number)
    times = around.times.get(number)
    if around.is_plain:
        return "", "" if times is None or times.start is None else _time(times.start) + "\n", ""
    if around.is_bound:
        return f' data-p="{number}"', "", _changed_sign(number, around, script)
    # A segment's own id comes first where one is called as another's paragraph is.
    attributes = "" if name in script.segments else f' id="{quoted(name)}"'
    attributes += time_attributes(times, around.spoken.get(number), script)
    if around.is_draft and times is not None and times.start is not None and unsure(times):
        attributes += f' data-u="{" ".join(map(str, unsure(times)))}"'
        script.marks.add("unsure")
    before = ""
    if times is not None and times.start is not None:
        before = time_link(times.start, around.sound)
    after = f'<a class="pl" href="#{quoted(name)}" tabindex="-1" aria-hidden="true">¶</a>'
    for lang, links in around.elsewhere:
        if number in links:
            tag = lang_attributes(lang, script.lang)
            after += (
                f' <a class="xl" href="{quoted(links[number])}" hreflang="{quoted(lang)}"{tag}'
                f' tabindex="-1">{text(lang)}</a>'
            )
    sign = _changed_sign(number, around, script)
    return attributes, before, f'{sign} <span class="tools u">{after}</span>'


def _changed_sign(number: int, around: Surroundings, script: Script) -> str:
    """Return the sign of a paragraph whose original is another by now."""
    if number not in around.changed:
        return ""
    script.marks.add("changed")
    why = quoted(script.interface.plain("The original has changed since"))
    return f'<sup class="u"><a class="why" href="#{CHANGED_NOTE}" aria-label="{why}">≠</a></sup>'


def _below(around: Surroundings, script: Script) -> str:
    """Return what stands below the paragraph last written: how its claims relate to others."""
    return around.below.get((around.segment, script.number), "") if around.segment else ""


def time_attributes(
    times: ParagraphTimes | None, spoken: SpokenParagraph | None, script: Script
) -> str:
    """Return what the player's script reads of a paragraph, and note when its words are heard.

    The notes stand in the order of the page's ``data-t``, one for each.
    """
    if times is None or times.start is None:
        return ""
    script.word_times.append(written(spoken, times) if spoken is not None else "")
    return f' data-t="{centiseconds(times.start)}"'


def time_link(seconds: float, sound: str) -> str:
    """Return a time as a link into the sound file (media fragment, W3C Media Fragments §4.2.1)."""
    if not sound:
        return f'<span class="at u">{_time(seconds)}</span> '
    return f'<a class="at u" href="{quoted(sound)}#t={seconds:.2f}">{_time(seconds)}</a> '


def _time(seconds: float) -> str:
    return f'<time datetime="PT{seconds:.2f}S">{clock(seconds)}</time>'


def _item(blocks: tuple[Block, ...], around: Surroundings, script: Script) -> str:
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        attributes, before, after = _paragraph(around, script)
        words = inlines(blocks[0].children, script)
        return f"<li{attributes}>{before}{words}{after}{_below(around, script)}</li>\n"
    return f"<li>{''.join([block_html(block, around, script) for block in blocks])}</li>\n"


def _figure(block: Figure, around: Surroundings) -> str:
    caption = f"<figcaption>{text(block.caption)}</figcaption>" if block.caption else ""
    picture = around.pictures.get(block.src)
    if picture is None:  # the picture could not be read; its words remain
        return f'<figure class="u"><p>[{text(block.alt)}]</p>{caption}</figure>\n'
    sizes = ""
    if picture.small is not None:
        width, name = picture.small
        sizes = (
            f' srcset="{quoted(name)} {width}w, {quoted(picture.name)} {picture.width}w"'
            ' sizes="(max-width: 44rem) 100vw, 40rem"'
        )
    return (
        f'<figure class="u"><img src="{quoted(picture.name)}"{sizes} alt="{quoted(block.alt)}"'
        f' width="{picture.width}" height="{picture.height}" loading="lazy">{caption}</figure>\n'
    )
