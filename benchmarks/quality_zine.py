"""A real episode as a booklet: is it in order when folded, and does each page tell its times?

    python benchmarks/quality_zine.py [--data FILE] [--paper a4] [--keep DIR] [--json]

The saved page is imported as an editor would. Nothing is spoken: each paragraph is given a time, as
of a reader of 150 words a minute, so that the page list has something to agree with. The sheets
are read back with poppler (``pdftotext``), half by half, and laid in the order in which a hand
leafs through them. Where the page or poppler is not there, a line says so, and nothing is measured.
"""

import argparse
import json
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from izdat import chain, sounds
from izdat.model.episode import Edition
from izdat.model.show import PAPERS, ZineSettings
from izdat.model.sound import Production
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes
from izdat.model.zine import MadeZine, Printing, ZinePart
from izdat.render.zine import render_zine, typesetter
from izdat.run import FileDigests, Run, Silent, local
from izdat.text.spoken import spoken_segment
from speech_data import DEFAULT_DATA
from spoken_episode import imported

PAGE = DEFAULT_DATA.with_name("episode-83.txt")
WORD = 60 / 150  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=PAGE, help="the saved page")
    parser.add_argument("--paper", choices=PAPERS, default="a4")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the zine into DIR")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not arguments.data.is_file() or shutil.which("pdftotext") is None:
        print(f"nothing measured: {arguments.data} or pdftotext is not there")
        return
    with tempfile.TemporaryDirectory(prefix="izdat-zine-") as temporary:
        figures = measured(Path(temporary), arguments)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:<28}{value}")
    if not (figures["in_order"] and figures["times_wrong"] == 0):
        raise SystemExit(1)


def measured(folder: Path, arguments: argparse.Namespace) -> dict[str, object]:
    show_folder = folder / "show"
    edition = imported(show_folder, arguments.data)
    with Run(show_folder, workers=local(1), reporter=Silent()) as here:
        archive = chain.read_archive(here, show_folder, FileDigests(show_folder))
        episode = sounds.read(here, archive.episodes[0][0], archive.show).episode
    heard = read_aloud(edition)
    part = ZinePart(episode, edition.lang, heard)
    out = arguments.keep or folder
    press = Printing(typesetter())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, processor = time.perf_counter(), time.process_time()
    settings = ZineSettings(arguments.paper)
    made = render_zine(out, archive.show, (part,), settings, "zine", press)
    seconds, cpu = time.perf_counter() - clock, time.process_time() - processor
    pages, sheets = (each.output.file for each in made.files)
    return {
        "words": sum(
            len(paragraph.words)
            for segment in edition.segments
            for paragraph in spoken_segment(segment, edition.lang, headings=False).paragraphs
        ),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "pages": made.files[0].pages,
        "sheets": -(-made.files[0].pages // 4),
        "pages_kilobytes": round(pages.size / 1000),
        "booklet_kilobytes": round(sheets.size / 1000),
        "megabytes_before": round(before / 1000),
        "megabytes_at_most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        "in_order": in_order(pages.path, sheets.path),
        "times": sum(each.start is not None for each in made.starts),
        "times_wrong": times_wrong(made, heard, texts(pages.path)),
    }


def read_aloud(edition: Edition) -> Production:
    """Return the times of somebody who reads an edition at one speed."""
    at = 0.0
    times, chapters = [], []
    for segment in edition.segments:
        start, found = at, []
        for paragraph in spoken_segment(segment, edition.lang, headings=False).paragraphs:
            found.append(ParagraphTimes(paragraph.number, at))
            at += WORD * len(paragraph.words)
        times.append(SegmentTimes(segment.id, tuple(found)))
        chapters.append(Chapter(start, at, segment.title, segment.id))
    return Production(edition.lang, (), at, tuple(chapters), tuple(times))


def texts(path: Path, *crop: object) -> list[str]:
    told = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", *map(str, crop), path, "-"], capture_output=True, check=True
    )
    return [" ".join(page.split()) for page in told.stdout.decode().split("\f")[:-1]]


def in_order(pages: Path, sheets: Path) -> bool:
    """Say whether the folded sheets read as the pages do, fold by fold."""
    told = subprocess.run(["pdfinfo", sheets], capture_output=True, text=True, check=True).stdout
    size = next(line for line in told.splitlines() if line.startswith("Page size")).split()
    width, height = round(float(size[2])), round(float(size[4]))
    crop = ("-r", 72, "-W", width // 2, "-H", height, "-y", 0)
    left, right = (texts(sheets, *crop, "-x", x) for x in (0, width // 2))
    sides = list(zip(left, right, strict=True))
    leaves = list(zip(sides[::2], sides[1::2], strict=True))
    folds = -(-len(leaves) // 20)
    read: list[str] = []
    at = 0
    for fold in range(folds):
        own = leaves[at : at + len(leaves) // folds + (fold < len(leaves) % folds)]
        at += len(own)
        read += [page for front, back in own for page in (front[1], back[0])]
        read += [page for front, back in reversed(own) for page in (back[1], front[0])]
    return [page for page in read if page] == [page for page in texts(pages) if page]


def times_wrong(made: MadeZine, heard: Production, pages: list[str]) -> int:
    """Count paragraphs whose listed time is another, or does not stand on their page."""
    known = {f"{t.segment}-{p.number}": p.start for t in heard.times for p in t.paragraphs}
    listed = {each.id: each for each in made.starts}
    wrong = 0
    for id_, start in known.items():
        found = listed.get(id_)
        minutes, seconds = divmod(int(start or 0), 60)
        hours, minutes = divmod(minutes, 60)
        shown = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        wrong += found is None or found.start != start or shown not in pages[found.page - 1]
    return wrong


if __name__ == "__main__":
    main()
