"""Where everything stands in the published folder.

Addresses are short, lower-case and stable. A page is a folder with an ``index.html``; links are
relative and name that file, so that the site works from a disk as it does from a host.
"""

import posixpath

INDEX = "index.html"
# Answers for what listeners have kept; at the top, as it may answer only for what lies below it,
# and always called so, as browsers ask for it again by its name.
WORKER = "offline-worker.js"
DRAFTS = "drafts/"

# First parts of addresses that the site itself uses; an episode may not be called so.
# (Languages of the show are reserved as well.)
RESERVED = frozenset(
    {
        "about",
        "archive",
        "assets",
        "people",
        "drafts",
        "feed",
        "release",
        "claims",
        "search",
        "names",
        "voices",
    }
)


def is_draft(slug: str) -> bool:
    """Say whether an episode of this address is a draft (``schedule.draft_address``)."""
    return slug.startswith(DRAFTS)


def home(lang: str, show_lang: str) -> str:
    """Folder of the home page in ``lang``: ``""`` or ``"ar/"``."""
    return "" if lang == show_lang else f"{lang.lower()}/"


def about(lang: str, show_lang: str) -> str:
    return f"{home(lang, show_lang)}about/"


def archive(lang: str, show_lang: str) -> str:
    return f"{home(lang, show_lang)}archive/"


def people(lang: str, show_lang: str) -> str:
    return f"{home(lang, show_lang)}people/"


def search(lang: str, show_lang: str) -> str:
    return f"{home(lang, show_lang)}search/"


def search_index(part: int) -> str:
    """Folder of one part of the search's index, in all languages; parts are counted from 0."""
    return f"assets/search/{part}/"


def names(lang: str, show_lang: str) -> str:
    """Folder of the index of names, places and subjects."""
    return f"{home(lang, show_lang)}names/"


def person(voice: str, lang: str, show_lang: str) -> str:
    return f"{people(lang, show_lang)}{voice.lower()}/"


def ledger(lang: str, show_lang: str) -> str:
    return f"{home(lang, show_lang)}claims/"


def measure(id: str, lang: str, show_lang: str) -> str:
    return f"{ledger(lang, show_lang)}{id}/"


def voices(lang: str, show_lang: str, slug: str = "") -> str:
    """Folder of who says how much, in the show or in the episode ``slug``."""
    return f"{home(lang, show_lang)}voices/{f'{slug}/' if slug else ''}"


def row(key: str) -> str:
    """The id of a claim's row on its measure's page; ``key`` is ``Claim.key``.

    No episode's address has an underscore: two claims never have one row.
    """
    return f"claim_{key.replace('/', '_')}"


def atom(lang: str, show_lang: str) -> str:
    """File of the feed of pages."""
    return f"{home(lang, show_lang)}atom.xml"


def feed(lang: str, show_lang: str, page: int | None = None) -> str:
    """File of the RSS feed; ``page`` is the number of an archived page, from 1, oldest first."""
    name = "feed.xml" if page is None else f"feed-{page}.xml"
    return f"{home(lang, show_lang)}{name}"


def json_feed(lang: str, show_lang: str) -> str:
    return f"{home(lang, show_lang)}feed.json"


def episode(slug: str, lang: str, original_lang: str) -> str:
    """Folder of an edition: ``night-1/``, or ``night-1/ar/`` for a translation."""
    return f"{slug}/" if lang == original_lang else f"{slug}/{lang.lower()}/"


def transcript(slug: str, lang: str, original_lang: str, form: str) -> str:
    """File of a transcript; ``form`` is html, vtt, srt, json, txt or md."""
    return f"{episode(slug, lang, original_lang)}transcript.{form}"


def chapters(slug: str, lang: str, original_lang: str) -> str:
    return f"{episode(slug, lang, original_lang)}chapters.json"


def embed(slug: str, lang: str, original_lang: str) -> str:
    return f"{episode(slug, lang, original_lang)}embed.html"


def book(slug: str, lang: str, original_lang: str, *, has_sound: bool) -> str:
    """File of an edition's book; of the original's, where it holds all languages."""
    stem = slug.rpartition("/")[2]
    stem = stem if lang == original_lang else f"{stem}-{lang.lower()}"
    return f"{episode(slug, lang, original_lang)}{stem}{'' if has_sound else '-text'}.epub"


def oembed(slug: str, lang: str, original_lang: str) -> str:
    return f"{episode(slug, lang, original_lang)}oembed.json"


def anchor(segment: str, number: int) -> str:
    """The id of a paragraph on its page: the same key that translations and cues use."""
    return f"{segment}-{number}"


def page(folder: str) -> str:
    """The file of a page whose folder is ``folder``."""
    return f"{folder}{INDEX}"


def relative(target: str, page: str) -> str:
    """Return the link to the file ``target`` as it stands on the file ``page``."""
    path, mark, fragment = target.partition("#")
    link = posixpath.relpath(path or INDEX, posixpath.dirname(page) or ".")
    return f"{link}{mark}{fragment}"


def absolute(address: str, target: str) -> str:
    """Return the full address of ``target``; a page is named by its folder."""
    path, mark, fragment = target.partition("#")
    if path == INDEX or path.endswith(f"/{INDEX}"):
        path = path[: -len(INDEX)]
    return f"{address}{path}{mark}{fragment}"
