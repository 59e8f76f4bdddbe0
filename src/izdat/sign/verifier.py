"""The page that checks a copy in a browser, from the disk and without izdat: `verify.html`.

It does what ``izdat.mirror.check`` does, in the browser's own cryptography. Each release brings it.
"""

from importlib.resources import files

NAME = "verify.html"


def verifier() -> dict[str, bytes]:
    """Return the page by its name in the site."""
    return {NAME: (files("izdat.sign") / NAME).read_bytes()}
