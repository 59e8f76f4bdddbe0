"""What Lighthouse says of pages on a slow phone: performance, access, practice, search engines.

    python benchmarks/quality_lighthouse.py PUBLIC PAGE… [--lighthouse DIR] [--runs 3] [--json]

Lighthouse is taken from ``DIR/node_modules`` (npm install lighthouse) and asks Chromium. Its own
settings for a phone: 412 × 823 pixels, 4 times slower than this machine, 1.6 Mbit/s with 150 ms of
waiting, simulated. The folder is served by izdat's own server on this machine, every text packed
with gzip as hosts do. Of several runs the median of each category is told; one below 99 ends with
status 1. ``PAGE`` is a path in the folder: ``""`` is the home page.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LEAST = 99
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = (
    "first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
    "cumulative-layout-shift", "interactive", "total-byte-weight",
)  # fmt: skip
PACKED = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt")


@cache
def packed(data: bytes) -> bytes:
    """Return ``data`` in gzip: packed once, as hosts do, for no page to wait on it again."""
    return gzip.compress(data, 9)


class Host(SimpleHTTPRequestHandler):
    """A host as there are many: texts packed, what is named by its digest kept for a year."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in PACKED:
            data = packed(data)
            self.send_header("Content-Encoding", "gzip")
        if path.suffix != ".html":
            self.send_header("Cache-Control", "max-age=31536000, immutable")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def served(public: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(public)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


def judged(lighthouse: Path, address: str) -> dict[str, Any]:
    """Return the report of one run."""
    program = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            "node", str(lighthouse / "node_modules" / "lighthouse" / "cli" / "index.js"), address,
            "--quiet", "--output=json", f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            # A sandbox needs rights that a container does not give; the pages are our own.
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
        ]  # fmt: skip
        told = subprocess.run(
            command, env=os.environ | {"CHROME_PATH": program}, capture_output=True, check=False
        )
        if not report.exists():
            sys.exit(told.stderr.decode()[-2000:])
        found: dict[str, Any] = json.loads(report.read_bytes())
        return found


def summed_up(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians, and what took points in any run."""
    scores = {
        name: round(100 * statistics.median(r["categories"][name]["score"] for r in reports))
        for name in CATEGORIES
    }
    figures = {
        name: round(statistics.median(r["audits"][name]["numericValue"] for r in reports), 3)
        for name in FIGURES
    }
    lost = {
        f"{name}: {reports[0]['audits'][part['id']]['title']}"
        for name in CATEGORIES
        for part in reports[0]["categories"][name]["auditRefs"]
        if part["weight"] and (reports[0]["audits"][part["id"]]["score"] or 0) < 0.9
        and reports[0]["audits"][part["id"]]["scoreDisplayMode"] in ("binary", "numeric")
    }  # fmt: skip
    return {"scores": scores, "figures": figures, "lost": sorted(lost)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("public", type=Path)
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--lighthouse", type=Path, default=Path("tests/judges"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with served(given.public) as home:
        found = {
            page: summed_up([judged(given.lighthouse, home + page) for _ in range(given.runs)])
            for page in given.pages
        }
    if given.json:
        print(json.dumps(found, indent=1))
    else:
        for page, said in found.items():
            print(page or "home", said["scores"], said["figures"], *said["lost"], sep="\n  ")
    least = min(score for said in found.values() for score in said["scores"].values())
    sys.exit(0 if least >= LEAST else 1)


if __name__ == "__main__":
    main()
