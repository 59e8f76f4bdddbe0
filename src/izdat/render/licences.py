"""A licence as written → what ``podcast:license`` holds."""

import re

_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/(?:licenses/([a-z-]+)/(\d\.\d)|publicdomain/(zero|mark)/(\d\.\d))"
)


def licence_tag(name: str, url: str = "") -> tuple[str, str]:
    """Return (identifier, address) of a licence given by name, by address, or by both.

    The identifier is lower-case, an SPDX id where one is known.
    """
    if not url and name.startswith(("https://", "http://")):
        name, url = "", name
    found = _CREATIVE_COMMONS.match(url)
    if not name and found:
        if found[1]:
            name = f"cc-{found[1]}-{found[2]}"
        else:
            name = f"cc0-{found[4]}" if found[3] == "zero" else f"cc-pdm-{found[4]}"
    return name.lower() or url, url
