"""A site's first page → what a library tells of it: title, description, language."""

from dataclasses import dataclass
from html.parser import HTMLParser

LONGEST_TITLE = 30  # characters: as the ZIM specification has it
LONGEST_DESCRIPTION = 80


@dataclass(frozen=True, slots=True)
class Front:
    title: str
    description: str
    lang: str  # BCP 47; "" if the page does not say


def front_of(page: bytes) -> Front:
    """Return what the page says of itself; its title is “untitled” where it says none."""
    reader = _Reader()
    reader.feed(page.decode("utf-8", "replace"))
    title = " ".join("".join(reader.title).split()) or "untitled"
    description = " ".join(reader.description.split()) or title
    return Front(title[:LONGEST_TITLE], description[:LONGEST_DESCRIPTION], reader.lang)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title: list[str] = []
        self.description = self.lang = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in_title = tag == "title" and not self.title
        if tag == "html":
            self.lang = found.get("lang") or ""
        if tag == "meta" and found.get("name") == "description":
            self.description = found.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
