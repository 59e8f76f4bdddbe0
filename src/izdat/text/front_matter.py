"""An episode file → the YAML at its top, and the body below it."""


def split_front_matter(source: str) -> tuple[str | None, int, str, int]:
    """Return the front matter's YAML, its first line, the body, and the body's first line.

    Lines count from 1. The front matter stands between a first line ``---`` and the next such
    line; a byte order mark before it is left out. Without one the YAML is None and its line 1;
    if it is never closed, everything is YAML and the body is empty. Line ends come back as
    ``\\n``.
    """
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, 1, text, 1
    for index in range(1, len(lines)):
        if lines[index].rstrip() == "---":
            yaml = "".join(line + "\n" for line in lines[1:index])
            return yaml, 2, "\n".join(lines[index + 1 :]), index + 2
    return "\n".join(lines[1:]), 2, "", len(lines) + 1
