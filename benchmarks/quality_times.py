"""Do page, captions, chapters, book and print tell the same moment for a real episode's words?

    python benchmarks/quality_times.py

Episode 83 is imported as an editor would, spoken by a machine, and built with a book
and a zine.
None of its text is in the repository; without it beside the project this says so and ends. It fails
where a word is told of by one and not by another, or at two moments.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from five_times import of_book, of_captions, of_chapters, of_page, of_print

HERE = Path(__file__).parent
EPISODE = (
    Path(os.environ.get("IZDAT_SHARED", HERE.parents[1] / "shared")) / "data" / "episode-83.txt"
)
HUNDREDTH = 5  # milliseconds by which a page, which counts in hundredths, may be off
SETTINGS = "sound: {channels: 1, mp3: 64, opus: 0}\nepub: {sound: true, text: true}\nzine: a4\n"


def built(folder: Path, settings: str = SETTINGS) -> Path:
    """Return the published folder of the episode, made below ``folder`` with settings of a show."""
    show = folder / "show"
    izdat("new", str(show), "--title", "A real episode")
    izdat(
        "import", "transcript", str(EPISODE), "--episode", "083", "--show", str(show),
        "--published", "2022-03-14",
    )  # fmt: skip
    for file in (show / "episodes" / "first").iterdir():
        file.unlink()
    (show / "episodes" / "first").rmdir()
    with (show / "show.yaml").open("a") as written:
        written.write(settings)
    izdat("build", "--quiet", str(show))
    return show / "public" / "083"


def izdat(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "izdat", *words], check=True, stdout=subprocess.DEVNULL)


def judge(folder: Path) -> list[str]:
    """Print what was found in an episode's published folder; return what is wrong."""
    page, captions = of_page(folder), of_captions(folder / "transcript.vtt")
    words, segments, pages = of_book(folder / f"{folder.name}.epub", "en")
    common = words.keys() & page.keys() & captions.keys()
    off = max(abs(page[word] - words[word]) for word in common)
    apart = max(abs(captions[word] - words[word]) for word in common)
    chapters = of_chapters(folder / "chapters.json")
    printed, missing = of_print(folder)
    begins = {name: moment for (name, before), moment in words.items() if before == 0} | segments
    late = [
        minute
        for minute, moment in pages
        if any(minute * 60_000 <= each < moment for each in (*words.values(), *segments.values()))
    ]
    sizes = {each.name: each.stat().st_size for each in sorted(folder.glob("*.epub"))}
    print(f"words: page {len(page):,}, captions {len(captions):,}, book {len(words):,}")
    print(f"told by all {len(common):,}; apart at most {apart} ms, the page {off} ms")
    print(f"segments {len(segments)}, chapters {len(chapters)}; pages {len(pages)}")
    print(f"paragraphs and segments with a time in print: {len(printed)}")
    print("bytes: " + ", ".join(f"{name} {size:,}" for name, size in sizes.items()))
    print(f"       the sound alone {next(folder.glob('*.mp3')).stat().st_size:,}")
    checks = {
        "a word is told of by one and not by another": len(common)
        < max(len(page), len(captions), len(words)),
        "captions and book are apart": apart > 0,
        "page and book are apart": off > HUNDREDTH,
        "chapters and segments are apart": segments != chapters,
        "print and book are apart": printed != begins,
        "a time is not printed on its page": bool(missing),
        "a page begins late": bool(late) or len(pages) < 2,
    }
    return [what for what, is_so in checks.items() if is_so]


def main() -> int:
    if len(sys.argv) > 1:
        wrong = judge(Path(sys.argv[1]))
    elif not EPISODE.exists():
        print(f"{EPISODE.name} is not beside the project: nothing measured")
        return 0
    else:
        with tempfile.TemporaryDirectory() as room:
            wrong = judge(built(Path(room)))
    for what in wrong:
        print(f"WRONG: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
