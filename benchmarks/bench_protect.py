"""How fast a site is looked through for names, beside grep, which knows one form of each.

    python benchmarks/bench_protect.py [--megabytes 8] [--rounds 3] [--json]

The texts are izdat's own documentation, over and over, as plain text and as a page of HTML, and the
same in a hundred files, which are looked through as a site is, in two threads; the list has three
people, or thirty. Megabytes a second of wall time, medians, all views. grep is given the same
names (``grep -aciF``) and the same file, or files.
"""

import argparse
import html
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

from izdat.protect.listed import Person, ProtectList
from izdat.protect.matching import Matcher
from izdat.protect.scan import files_of, scan
from izdat.protect.views import views

Figures = dict[str, float]
TODAY = date(2031, 4, 7)
PAGES = 100
DOCS = Path(__file__).parent.parent / "docs"
GIVEN = ("Olena", "Yevheniia", "Andrii", "Kateryna", "Taras", "Sofiia")
SURNAMES = ("Kovalenko", "Kuzhel", "Shcherbatiuk", "Hnatiuk", "Petrenko")


def people(count: int, path: Path) -> ProtectList:
    """Return a list of so many people; nothing lies at ``path``, so that all is looked at anew."""
    names = [f"{given} {surname}" for surname in SURNAMES for given in GIVEN][:count]
    return ProtectList(
        tuple(Person(f"p{n}", names=(name,)) for n, name in enumerate(names)), path=path
    )


def texts(size: int) -> dict[str, bytes]:
    """Return the documentation in so many bytes, as text and as HTML; it names none of them."""
    pages = [page.read_text("utf-8") for page in sorted(DOCS.glob("*.md"))]
    whole = "\n".join(page for page in pages if "Kovalenko" not in page)
    whole *= size // len(whole.encode()) + 1
    lines = "".join(f"<p class='x'>{html.escape(line)}</p>\n" for line in whole.splitlines())
    return {"a.txt": whole.encode()[:size], "a.html": lines.encode()[:size]}


def scanned(matcher: Matcher, name: str, data: bytes) -> None:
    for view in views(name, data):
        if matcher.find(view.text, is_loose=not view.is_certain):
            raise SystemExit("the documentation names somebody: this measures nothing")


def site(folder: Path, data: bytes) -> Path:
    """Write ``data`` as a hundred pages, each of its own lines."""
    folder.mkdir()
    lines = data.splitlines(keepends=True)
    for number in range(PAGES):
        page = b"".join(lines[len(lines) * number // PAGES : len(lines) * (number + 1) // PAGES])
        (folder / f"{number}.html").write_bytes(page)
    return folder


def timed(
    work: Callable[[], object], peer: Sequence[str | Path], size: int, rounds: int
) -> Figures:
    """Return how fast ``work`` goes through ``size`` bytes, and grep through the same."""
    own, other = [], []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        own.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        subprocess.run(peer, check=False, capture_output=True)
        other.append(time.perf_counter() - begun)
    return {
        "megabytes_a_second": round(size / 1e6 / median(own), 1),
        "times_grep": round(median(own) / median(other), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        own = texts(round(options.megabytes * 1e6))
        pages = site(folder / "site", own["a.html"])
        size = sum(page.stat().st_size for page in pages.iterdir())
        for count in (3, 30):
            listed = people(count, folder / "list.yaml")
            matcher = Matcher(listed, TODAY)
            names = folder / "names"
            names.write_text("\n".join(name for each in listed.people for name in each.names))
            grep = ["grep", "-aciF", "-f", names]
            for name, data in own.items():
                (folder / name).write_bytes(data)
                scanned(matcher, name, data[:100_000])  # loads the compiled code
                figures[f"{name[2:]}, {count} people"] = timed(
                    partial(scanned, matcher, name, data), [*grep, folder / name], len(data),
                    options.rounds,
                )  # fmt: skip

            def whole(listed: ProtectList = listed) -> None:
                if not scan(files_of(pages), listed, TODAY).is_clean:
                    raise SystemExit("the documentation names somebody: this measures nothing")

            figures[f"a site, {count} people"] = timed(
                whole, [*grep, "-r", pages], size, options.rounds
            )
    print(
        json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items())
    )


if __name__ == "__main__":
    main()
