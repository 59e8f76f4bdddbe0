"""What a page says to machines in schema.org's words, as JSON-LD."""

import json
from collections.abc import Mapping

from markupsafe import Markup

from izdat.model.publication import EditionCard, EpisodeCard
from izdat.model.show import Show
from izdat.model.sound import Enclosure
from izdat.render import addresses

Thing = dict[str, object]


def script(thing: Thing) -> Markup:
    """Return ``thing`` as a script element's content, with nothing in it that could end one."""
    written = json.dumps(
        {"@context": "https://schema.org", **thing}, ensure_ascii=False, separators=(",", ":")
    )
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return Markup(written)  # noqa: S704  # the characters that could end the element are escaped


def series(show: Show, lang: str, artwork: str) -> Thing:
    """Return the show as a PodcastSeries; ``artwork`` is a full address or nothing."""
    home = addresses.page(addresses.home(lang, show.lang))
    return _without_empty(
        {
            "@type": "PodcastSeries",
            "name": show.title_in(lang),
            "url": addresses.absolute(show.address, home),
            "description": show.description_in(lang),
            "inLanguage": lang,
            "webFeed": addresses.absolute(show.address, addresses.feed(lang, show.lang)),
            "image": artwork,
            "author": {"@type": "Organization", "name": show.author} if show.author else "",
            "license": show.licence.url or show.licence.name,
        }
    )


def episode(
    show: Show,
    card: EpisodeCard,
    edition: EditionCard,
    enclosures: Mapping[str, Enclosure],
    artwork: str,
) -> Thing:
    """Return an edition as a PodcastEpisode; ``enclosures`` by their full address."""
    original = card.original
    return _without_empty(
        {
            "@type": "PodcastEpisode",
            "name": edition.title,
            "url": addresses.absolute(show.address, addresses.page(edition.path)),
            "description": edition.summary,
            "inLanguage": edition.lang,
            "episodeNumber": card.number,
            "datePublished": card.published.isoformat(),
            "dateModified": card.updated.isoformat() if card.updated else "",
            "duration": f"PT{round(edition.duration)}S" if edition.duration else "",
            "image": artwork,
            "keywords": ", ".join(card.subjects),
            "translationOfWork": {
                "@type": "PodcastEpisode",
                "name": original.title,
                "inLanguage": original.lang,
                "url": addresses.absolute(show.address, addresses.page(original.path)),
            }
            if edition.is_translation
            else "",
            "associatedMedia": [
                {
                    "@type": "AudioObject",
                    "contentUrl": address,
                    "encodingFormat": enclosure.mime,
                    "contentSize": str(enclosure.file.size),
                    "sha256": enclosure.file.sha256,
                }
                for address, enclosure in enclosures.items()
            ],
            "partOfSeries": series(show, show.lang, ""),
        }
    )


def _without_empty(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value not in ("", None, [], {})}
