"""How fast a site is looked through for names, beside grep, which knows one form of each.

    python benchmarks/bench_protect.py [--megabytes 8] [--rounds 3] [--json]

The texts are izdat's own documentation, over and over, as plain text and as a page of HTML; the
list has three people, or thirty. Megabytes a second of wall time, medians; one thread, all views.
grep is given the same names (``grep -aciF``) and the same file.
"""

import argparse
import html
import json
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from izdat.protect.listed import Person, ProtectList
from izdat.protect.matching import Matcher
from izdat.protect.views import views

DOCS = Path(__file__).parent.parent / "docs"
GIVEN = ("Olena", "Yevheniia", "Andrii", "Kateryna", "Taras", "Sofiia")
SURNAMES = ("Kovalenko", "Kuzhel", "Shcherbatiuk", "Hnatiuk", "Petrenko")


def people(count: int) -> ProtectList:
    """Return a list of so many people."""
    names = [f"{given} {surname}" for surname in SURNAMES for given in GIVEN][:count]
    return ProtectList(tuple(Person(f"p{n}", names=(name,)) for n, name in enumerate(names)))


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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (3, 30):
            listed = people(count)
            matcher = Matcher(listed, date(2031, 4, 7))
            names = Path(folder, "names")
            names.write_text("\n".join(name for each in listed.people for name in each.names))
            for name, data in texts(round(options.megabytes * 1e6)).items():
                file = Path(folder, name)
                file.write_bytes(data)
                scanned(matcher, name, data[:100_000])  # loads the compiled code
                own, peer = [], []
                for _ in range(options.rounds):
                    begun = time.perf_counter()
                    scanned(matcher, name, data)
                    own.append(time.perf_counter() - begun)
                    begun = time.perf_counter()
                    subprocess.run(
                        ["grep", "-aciF", "-f", names, file], check=False, capture_output=True
                    )
                    peer.append(time.perf_counter() - begun)
                figures[f"{name[2:]}, {count} people"] = {
                    "megabytes_a_second": round(len(data) / 1e6 / median(own), 1),
                    "times_grep": round(median(own) / median(peer), 1),
                }
    print(
        json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items())
    )


if __name__ == "__main__":
    main()
