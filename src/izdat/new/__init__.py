"""A name → a show's folder with a first episode that builds as it is."""

import re
from datetime import datetime
from importlib.resources import files
from pathlib import Path


class NotEmpty(FileExistsError):
    """The folder already holds something; nothing was written."""


def new_show(folder: Path, *, title: str, lang: str, today: datetime) -> tuple[Path, ...]:
    """Write a first show into ``folder`` and return its files.

    ``today`` dates the first episode and carries an offset. Raises ``NotEmpty`` where the
    folder exists with anything in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(folder)
    template = files("izdat.new") / "template"
    places = {
        "show.yaml": folder / "show.yaml",
        "gitignore.txt": folder / ".gitignore",
        "episode.md": folder / "episodes" / "first" / "episode.md",
    }
    published = today.replace(microsecond=0).isoformat()
    for name, path in places.items():
        text = (template / name).read_text(encoding="utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            text.format(title=_quoted(title), lang=lang, published=published), encoding="utf-8"
        )
    return tuple(places.values())


def _quoted(text: str) -> str:
    """Return ``text`` as one YAML scalar of any context."""
    if re.fullmatch(r"[^\W\d][\w ]*", text) and text.lower() not in {"true", "false", "null"}:
        return text
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
