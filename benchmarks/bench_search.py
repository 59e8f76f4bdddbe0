"""A long archive's search: how long its index takes, and what a query costs a reader.

    python benchmarks/bench_search.py [--episodes 1000] [--words 10000] [--queries 20] [--json]

Words are invented and as frequent as words are (Zipf's law with exponent 1.07, 60,000 forms), ten
segments an episode. The index is made whole, then again for one more episode, where only the
newest part is made. Queries are of two words of a paragraph, one common and one rare, asked by
Chromium of a server on this machine: bytes as they come over the wire, milliseconds from the key
to the first passage. The first query also loads Pagefind itself.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import Request, sync_playwright

from izdat.model.content import Paragraph, Provenance, Segment, Text
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.publication import SearchText
from izdat.model.show import Show
from izdat.render.find_pages import render_search_page
from izdat.render.search import SearchPart, render_search, search_parts
from izdat.render.search_text import render_search_text
from izdat.render.theme import render_assets
from izdat.serve.server import Server

FORMS, EXPONENT, SEGMENTS, PARAGRAPH = 60_000, 1.07, 10, 80
PATIENCE = 60  # seconds for one query
SHOW = Show("The Long Archive", "https://archive.example/", "en", "A thousand evenings.")
VOICES = (Voice("host", "The Host"), Voice("guest", "A Guest"))


def vocabulary() -> list[str]:
    chance = random.Random(1)
    syllables = [a + b for a in "bcdfghlmnprstvz" for b in "aeiou"]
    found: dict[str, None] = {}
    while len(found) < FORMS:
        found["".join(chance.choice(syllables) for _ in range(chance.randint(2, 5)))] = None
    return list(found)


def episode(number: int, words: int, forms: list[str], weights: np.ndarray) -> Episode:
    """Return an episode of ``words`` words, the same for the same number."""
    drawn = np.random.default_rng(number).choice(len(forms), size=words, p=weights)
    said = [forms[n] for n in drawn]
    size = -(-words // SEGMENTS)
    segments = []
    for first in range(0, words, size):
        text = said[first : first + size]
        blocks = tuple(
            Paragraph(
                (Text(f"{' '.join(text[a : a + PARAGRAPH])}."),), VOICES[a // PARAGRAPH % 2].id
            )
            for a in range(0, len(text), PARAGRAPH)
        )
        segments.append(Segment(f"s{first // size}", f"Part {first // size}", Provenance(), blocks))
    edition = Edition("en", f"Evening {number}", "", VOICES, tuple(segments))
    return Episode(f"ep-{number:04d}", (edition,), datetime(2020, 1, 1, tzinfo=UTC))


def query(made: Episode, forms: list[str]) -> str:
    """Return two words of a paragraph: the most common but for the first 50 forms, the rarest."""
    rank = {form: n for n, form in enumerate(forms)}
    block = made.original.segments[len(made.slug) % SEGMENTS].blocks[0]
    assert isinstance(block, Paragraph)
    assert isinstance(block.children[0], Text)
    said = sorted(block.children[0].text.removesuffix(".").split(), key=rank.__getitem__)
    common = next(word for word in said if rank[word] >= 50)
    return f"{common} {said[-1]}"


def indexed(folder: Path, parts: tuple[SearchPart, ...]) -> float:
    """Make the index of ``parts``; return its wall seconds."""
    start = time.perf_counter()
    for part in parts:
        render_search(folder, part)
    return time.perf_counter() - start


def asked(address: str, queries: list[str]) -> tuple[list[int], list[float]]:
    """Return, for each query, the bytes that came over the wire and the ms to the first passage."""
    sizes, times = [], []
    program = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        page = browser.new_page()
        received: list[Request] = []  # by Pagefind's worker too
        page.context.on("requestfinished", lambda each: received.append(each))
        page.goto(f"{address}search/index.html")
        page.wait_for_timeout(500)
        for query in queries:
            received.clear()
            taken = page.evaluate(
                """([query, patience]) => new Promise((done, failed) => {
                    const list = document.querySelector(".found"), start = performance.now();
                    list.replaceChildren();
                    new MutationObserver((_, watching) => {
                        if (!list.querySelector(".passage")) return;
                        watching.disconnect();
                        done(performance.now() - start);
                    }).observe(list, {childList: true, subtree: true});
                    setTimeout(() => failed(new Error("no answer: " + query)), 1000 * patience);
                    document.querySelector("input").value = query;
                    document.querySelector("form").requestSubmit();
                })""",
                [query, PATIENCE],
            )
            page.wait_for_timeout(300)
            told = [each.sizes() for each in received]
            sizes.append(sum(s["responseHeadersSize"] + s["responseBodySize"] for s in told))
            times.append(taken)
        browser.close()
    return sizes, times


def measured(folder: Path, episodes: int, words: int, queries: int) -> dict[str, object]:
    forms = vocabulary()
    weights = 1 / np.arange(1, FORMS + 1) ** EXPONENT
    weights /= weights.sum()
    texts: list[tuple[SearchText, ...]] = []
    spent = 0.0
    for number in range(episodes + 1):
        made = episode(number, words, forms, weights)
        start = time.perf_counter()
        texts.append(render_search_text(folder / "texts" / str(number), SHOW, made, ()))
        spent += time.perf_counter() - start
    public = folder / "public"
    before, after = search_parts(texts[:-1]), search_parts(texts)
    whole = indexed(public, before)
    one_more = indexed(public, tuple(part for part in after if part not in before))
    facts, _ = render_assets(public, SHOW)
    render_search_page(public, replace(SHOW, search=True), "en", len(after), facts)
    files = [file for file in (public / "assets" / "search").rglob("*") if file.is_file()]
    chance = random.Random(2)
    words_asked = [
        query(episode(chance.randrange(episodes), words, forms, weights), forms)
        for _ in range(queries + 1)
    ]
    server = Server(public, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    sizes, times = asked(server.address, words_asked)
    server.close()
    return {
        "episodes": episodes,
        "words": words,
        "parts": len(after),
        "part_episodes": [len(part.texts) for part in after],
        "texts_seconds": round(spent, 1),
        "index_seconds": round(whole, 1),
        "one_more_seconds": round(one_more, 2),
        "files": len(files),
        "megabytes": round(sum(file.stat().st_size for file in files) / 1e6, 1),
        "first_query_kilobytes": round(sizes[0] / 1000),
        "first_query_ms": round(times[0]),
        "query_kilobytes": round(statistics.median(sizes[1:]) / 1000),
        "query_ms": round(statistics.median(times[1:])),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--episodes", type=int, default=1000)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), options.episodes, options.words, options.queries)
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
