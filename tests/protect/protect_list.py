"""A protect list, as an editor keeps it."""

from pathlib import Path

LIST = """\
people:
  p4:
    names: [Olena Kovalenko, Олена Коваленко]
    also: [Lenka, Ленка]
    phones: ["+380 44 123 45 67"]
    mail: [olena.k@example.org]
    handles: ["@lenka_k"]
    places: [Prorizna 12]
"""


def write_list(path: Path, text: str = LIST) -> Path:
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    return path
