"""An edition → when each word is heard, by its page, captions, chapters, book and printed pages.

A word is known by its paragraph and by how many letters and digits of the paragraph stand before
it, so that signs and spaces, which each form sets in its own way, do not matter. Times are
milliseconds of the episode.
"""

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from izdat.render.word_times import numbers
from izdat.text.dates import clock

Word = tuple[str, int]  # (id of the paragraph, letters and digits before the word)
Times = dict[Word, int]

X = "{http://www.w3.org/1999/xhtml}"
SMIL = "{http://www.w3.org/ns/SMIL}"
_CUE = re.compile(r"(\S+)\n(\S+) --> \S+\n(.*)", re.DOTALL)
_CLOCK = re.compile(r"\d+(?::\d\d)+")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STAMP = re.compile(r"<(\d[\d:.]*)>")


def of_page(folder: Path) -> Times:
    """Return the times of the words on ``index.html``; they are written in hundredths."""
    page = html.parse(folder / "index.html").getroot()
    (script,) = folder.glob("times-*.js")
    written = script.read_text().partition('"')[2].rpartition('"')[0].split(" ")
    found: Times = {}
    for element, own in zip(page.iterfind(".//*[@data-t]"), written, strict=True):
        name = element.get("id", "").removesuffix("_title")
        text = "".join("".join(_said(element)).split())
        at, moment = 0, int(element.get("data-t", "0"))
        values = numbers(own)
        for skipped, length, later, _ in zip(values, values, values, values, strict=True):
            at += skipped
            moment += later
            found[name, _letters(text[:at])] = moment * 10
            at += length
    return found


def of_captions(file: Path) -> Times:
    """Return the times of the words in a WebVTT file that has them."""
    found: Times = {}
    before: dict[str, int] = {}  # letters of each paragraph in the cues so far
    for cue in file.read_text("utf-8").split("\n\n")[1:]:
        match = _CUE.fullmatch(cue.strip())
        if match is None:
            continue
        name = match[1].partition(".")[0]
        parts = _STAMP.split(re.sub(r"</?v[^>]*>", "", match[3]))
        moments = [match[2], *parts[1::2]]
        for moment, text in zip(moments, parts[::2], strict=True):
            text = re.sub(r"&\w+;", "", text)
            if _letters(text):
                found[name, before.get(name, 0)] = _milliseconds(moment)
            before[name] = before.get(name, 0) + _letters(text)
    return found


def of_chapters(file: Path) -> dict[str, int]:
    """Return when each chapter begins, by its anchor."""
    return {
        chapter["url"].partition("#")[2]: round(chapter["startTime"] * 1000)
        for chapter in json.loads(file.read_bytes())["chapters"]
    }


def of_book(file: Path, lang: str) -> tuple[Times, dict[str, int], list[tuple[int, int]]]:
    """Return the times of the words that a book lights in ``lang``, when each segment begins, and
    (minute that a page is called after, when the first word on it is heard)."""
    words: Times = {}
    segments: dict[str, int] = {}
    pages: list[tuple[int, int]] = []
    with zipfile.ZipFile(file) as book:
        for name in sorted(each for each in book.namelist() if each.endswith(".smil")):
            root = etree.fromstring(book.read(name.replace(".smil", ".xhtml")))
            if root.get("lang") != lang:
                continue
            begins = {
                par[0].get("src", "").partition("#")[2]: _milliseconds(par[1].get("clipBegin", ""))
                for par in etree.fromstring(book.read(name)).iter(f"{SMIL}par")
            }
            segments[root.find(f".//{X}section").get("id")] = next(iter(begins.values()))
            words.update(_lit(root, begins))
            pages += _pages(root, begins)
    return words, segments, pages


def of_print(folder: Path) -> tuple[dict[str, int], set[str]]:
    """Return when each paragraph and segment of an edition is heard, as the list of its zine's
    pages tells, by its id; and of which of them no such time is printed on that page.

    The pages are read back with poppler.
    """
    (listed,) = folder.glob("*-zine.json")
    pages = listed.with_suffix(".pdf")
    told = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", pages, "-"], capture_output=True, check=True
    ).stdout.decode()
    clocks = [set(_CLOCK.findall(_DIRECTIONS.sub("", page))) for page in told.split("\f")]
    found: dict[str, int] = {}
    missing = set()
    for page in json.loads(listed.read_bytes())["pages"]:
        for each in page["begins"]:
            if "start" not in each:
                continue
            found[each["id"]] = round(each["start"] * 1000)
            if clock(each["start"]) not in clocks[page["page"] - 1]:
                missing.add(each["id"])
    return found, missing


def _lit(root: etree._Element, begins: dict[str, int]) -> Iterator[tuple[Word, int]]:
    for element in root.iterfind(f".//{X}span[@id]"):
        if (name := element.get("id")) not in begins:
            continue
        paragraph = element.getparent()
        while paragraph.tag not in (f"{X}p", f"{X}li", f"{X}h2"):
            paragraph = paragraph.getparent()
        before = ""
        for node, text in _texts(paragraph):
            if node is element:
                break
            before += text
        yield (paragraph.get("id"), _letters(before)), begins[name]


def _pages(root: etree._Element, begins: dict[str, int]) -> Iterator[tuple[int, int]]:
    waiting: list[int] = []
    for element in root.iter(etree.Element):
        if element.get("role") == "doc-pagebreak":
            *hours, minutes, _ = element.get("aria-label").split(":")
            waiting.append(int(minutes) + 60 * int(hours[0] if hours else 0))
        elif element.get("id") in begins:
            for minute in waiting:
                yield minute, begins[element.get("id")]
            waiting = []


def _texts(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield what is said in an element: (whose text it is, text), and (whose tail it is, "")."""
    yield element, element.text or ""
    for child in element:
        if "u" not in child.get("class", "").split():
            yield from _texts(child)
        yield child.getparent(), child.tail or ""


def _said(element: etree._Element) -> Iterator[str]:
    return (text for _, text in _texts(element))


def _letters(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


def _milliseconds(clock: str) -> int:
    *most, seconds = clock.split(":")
    whole = 0
    for each in most:
        whole = whole * 60 + int(each)
    return whole * 60_000 + round(float(seconds) * 1000)
