"""A verdict → the mirror's own page, ``release/mirror.html``: since when it is old.

The signed pages are not touched. The page is written when a sync ends and read at any time after,
so it says until when its word counts and lets the reader compare the day.
"""

from datetime import datetime
from html import escape

from izdat.release import Verdict

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>body {{ font: 1.1em/1.5 system-ui, sans-serif; max-width: 36em; margin: 2em auto;
padding: 0 1em }}</style>
<h1>{title}</h1>
<p>This is a copy of release {release} of a show: {files:,} files, {size:,.0f} MB. Whoever keeps it
looked for a newer one on {looked:%Y-%m-%d}.</p>
<p>{freshness}</p>
<p>Do not take this copy's word for it. With the show's eight words, from an episode or from
somebody you know, check it: <code>izdat verify</code>, or a <code>verify.html</code> that you have
from elsewhere.</p>
<p><a href="../index.html">To the show</a></p>
</html>
"""


def page(verdict: Verdict, looked: datetime) -> bytes:
    """Return the page of a mirror that was last brought up to date at ``looked``."""
    said = f"{verdict.issued:%Y-%m-%d}" if verdict.issued else "a day that it does not tell"
    end = f"<time>{verdict.fresh_until:%Y-%m-%d}</time>"
    if verdict.freshness == "stale":
        title = f"A mirror, stale since {verdict.fresh_until:%Y-%m-%d}"
        freshness = (
            f"<strong>Stale since {end}.</strong> The show said on {said} that there was nothing "
            "newer, and nobody has renewed that. What is here is as true as it was; there may be "
            "more elsewhere."
        )
    else:
        title = "A mirror"
        freshness = (
            f"The show said on {said} that there was nothing newer. That counts until {end}: if "
            "today is later, this copy is stale since then, and there may be more elsewhere."
        )
    return _PAGE.format(
        title=escape(title), release=verdict.release, files=verdict.files,
        size=verdict.size / 1e6, looked=looked, freshness=freshness,
    ).encode()  # fmt: skip
