"""An archive of text: full build, build after one edit, build after none, beside Hugo.

    python benchmarks/bench_build.py [--episodes 1000] [--words 10000] [--rounds 5] [--json]

Both render the same text in the same run: a page for each episode, a home page, a list of all, a
feed and a site map. izdat writes transcripts, JSON feed, embed page and the rest besides. Times are
medians of wall seconds; memory is what a build and its processes held together, at the most.
Hugo is the machine's own ``hugo``; without it only izdat is measured.
"""

import argparse
import contextlib
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

WORDS = (
    "river water house night boat rope lamp wall street kitchen bread letter school bridge "
    "neighbour engine song morning paper door window field road train winter spring voice hand "
    "story winter market garden square morning answer question garden people city friend".split()
)
SMALL = "and the of to in a that we they with for from it was is not on as at by".split()


@dataclass
class Run:
    """Wall seconds of each round of one kind of build."""

    full: list[float] = field(default_factory=list)
    edit: list[float] = field(default_factory=list)
    none: list[float] = field(default_factory=list)
    peak_megabytes: float = 0.0

    def medians(self) -> dict[str, float]:
        return {
            name: round(statistics.median(getattr(self, name)), 3)
            for name in ("full", "edit", "none")
            if getattr(self, name)
        }


def sentence(chance: random.Random) -> str:
    length = chance.randint(6, 22)
    words = [chance.choice(SMALL if i % 2 else WORDS) for i in range(length)]
    return " ".join(words).capitalize() + "."


def paragraphs(chance: random.Random, words: int) -> list[str]:
    """Return paragraphs of about eighty words, ``words`` in all."""
    found: list[str] = []
    count = 0
    while count < words:
        text = " ".join(sentence(chance) for _ in range(6))
        count += len(text.split())
        found.append(text)
    return found


def write_archives(folder: Path, episodes: int, words: int) -> tuple[Path, Path]:
    """Write the same archive as an izdat show and as a Hugo site; return both folders."""
    show, site = folder / "show", folder / "hugo"
    (show / "episodes").mkdir(parents=True)
    (show / "show.yaml").write_text(
        "title: The Long Archive\naddress: https://archive.example/\nlang: en\n"
        "search: false\n"  # Hugo makes none; bench_search.py measures ours
        "description: A thousand evenings.\nauthor: Nobody\nspeech: {engine: none}\n"
        "voices:\n  host: {name: The Host, role: host}\n  guest: {name: A Guest, role: guest}\n"
    )
    write_hugo_frame(site)
    for number in range(1, episodes + 1):
        chance = random.Random(number)
        text = paragraphs(chance, words)
        date = f"{2000 + number // 365:04d}-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}"
        title = sentence(chance)[:-1]
        ours, theirs = [], []
        for at, body in enumerate(text):
            if at % 12 == 0:
                ours.append(f"## {sentence(chance)[:-1]} {{#part-{at // 12 + 1}}}")
                theirs.append(ours[-1])
            voice = ("host", "guest")[at // 3 % 2]
            ours.append(f"@{voice}: {body}" if at % 3 == 0 or at % 12 == 0 else body)
            theirs.append(f"**{voice}** {body}" if at % 3 == 0 or at % 12 == 0 else body)
        slug = f"evening-{number:04d}"
        episode = show / "episodes" / slug / "episode.md"
        episode.parent.mkdir()
        front = f"title: {title}\npublished: {date}T06:00:00+00:00\nsummary: {title}.\n"
        episode.write_text(f"---\nnumber: {number}\n{front}---\n\n" + "\n\n".join(ours) + "\n")
        page = site / "content" / "episodes" / f"{slug}.md"
        page.write_text(
            f"---\ntitle: {title}\ndate: {date}T06:00:00+00:00\nsummary: {title}.\n---\n\n"
            + "\n\n".join(theirs)
            + "\n"
        )
    return show, site


def write_hugo_frame(site: Path) -> None:
    """Write the least theme that gives Hugo the same pages: home, list, episode, feed, map."""
    (site / "content" / "episodes").mkdir(parents=True)
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    head = (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ .Title }}</title>"
        "</head><body><main><h1>{{ .Title }}</h1>"
    )
    (site / "hugo.toml").write_text(
        'baseURL = "https://archive.example/"\ntitle = "The Long Archive"\n'
        'disableKinds = ["taxonomy", "term"]\n[markup.goldmark.parser.attribute]\nblock = true\n'
    )
    links = '<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}<br>'
    (layouts / "single.html").write_text(head + "{{ .Content }}</main></body></html>")
    (layouts / "list.html").write_text(
        head + "{{ range .Pages }}" + links + "{{ end }}</main></body></html>"
    )
    (site / "layouts" / "index.html").write_text(
        head + "{{ range first 10 .Site.RegularPages }}" + links + "{{ end }}</main></body></html>"
    )


def timed(command: list[str], run: Run) -> float:
    """Run a command; return its wall seconds and remember the largest memory."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    done = threading.Event()
    watch = threading.Thread(target=watch_memory, args=(process.pid, run, done))
    watch.start()
    status = process.wait()
    seconds = time.perf_counter() - start
    done.set()
    watch.join()
    if status:
        raise SystemExit(f"{' '.join(command)} failed with status {status}")
    return seconds


def watch_memory(pid: int, run: Run, done: threading.Event) -> None:
    """Note the most memory that a process and its children hold together, every 0.2 s."""
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        while not done.wait(0.2):
            held = 0
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    held += process.memory_info().rss
            run.peak_megabytes = max(run.peak_megabytes, held / 1e6)


def edit(file: Path, mark: str) -> None:
    """Add a sentence to the middle of a file."""
    lines = file.read_text().splitlines(keepends=True)
    middle = next(i for i in range(len(lines) // 2, len(lines)) if len(lines[i]) > 80)
    lines[middle] = lines[middle].rstrip("\n") + f" And {mark}.\n"
    file.write_text("".join(lines))


def work_done(show: Path) -> dict[str, int]:
    """Return the steps run and files written by a build, as izdat itself counts them."""
    out = subprocess.run(
        [sys.executable, "-m", "izdat", "build", "--json", str(show)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    facts = json.loads(out.strip().splitlines()[-1])
    return {name: facts[name] for name in ("steps", "written", "unchanged")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=1000)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    hugo_program = shutil.which("hugo")
    with tempfile.TemporaryDirectory(prefix="izdat-bench-") as name:
        show, site = write_archives(Path(name), arguments.episodes, arguments.words)
        build = [sys.executable, "-m", "izdat", "build", "--quiet", str(show)]
        peer = [hugo_program or "hugo", "--quiet", "--source", str(site)]
        ours, theirs = Run(), Run()
        ours.full.append(timed(build, ours))
        if hugo_program:
            theirs.full.append(timed(peer, theirs))
        episode = f"evening-{arguments.episodes // 2:04d}"
        work: dict[str, dict[str, int]] = {}
        for turn in range(arguments.rounds):
            edit(show / "episodes" / episode / "episode.md", f"turn {turn}")
            ours.edit.append(timed(build, ours))
            ours.none.append(timed(build, ours))
            if hugo_program:
                edit(site / "content" / "episodes" / f"{episode}.md", f"turn {turn}")
                theirs.edit.append(timed(peer, theirs))
                theirs.none.append(timed(peer, theirs))
        work["none"] = work_done(show)
        edit(show / "episodes" / episode / "episode.md", "once more")
        work["edit"] = work_done(show)
    report(arguments, ours, theirs if hugo_program else None, work)


def report(arguments: argparse.Namespace, ours: Run, theirs: Run | None, work: object) -> None:
    facts: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "episodes": arguments.episodes,
        "words": arguments.words,
        "izdat_seconds": ours.medians(),
        "izdat_peak_megabytes": round(ours.peak_megabytes),
        "izdat_rounds": {k: v for k, v in asdict(ours).items() if isinstance(v, list)},
        "work": work,
    }
    if theirs:
        facts["hugo_seconds"] = theirs.medians()
        facts["hugo_peak_megabytes"] = round(theirs.peak_megabytes)
        facts["izdat_over_hugo"] = {
            name: round(seconds / theirs.medians()[name], 3)
            for name, seconds in ours.medians().items()
        }
    if arguments.json:
        print(json.dumps(facts, indent=2))
        return
    for key, value in facts.items():
        print(f"{key:<22} {value}")


if __name__ == "__main__":
    main()
