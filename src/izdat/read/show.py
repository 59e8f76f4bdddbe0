"""``show.yaml`` → the show."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from izdat.model.file import File
from izdat.model.place import Place
from izdat.model.show import (
    CLEANERS,
    COVERS,
    MP3_RATES,
    AlignSettings,
    CleanSettings,
    DisguiseSettings,
    EpubSettings,
    Funding,
    Licence,
    Link,
    Location,
    Owner,
    RemoteShow,
    Show,
    SoundSettings,
    SpeechSettings,
    Theme,
    UpdateFrequency,
    ZineSettings,
)
from izdat.model.source import ReadShow
from izdat.read.categories import CATEGORY_PATHS
from izdat.read.decode import decode, read_bytes
from izdat.read.disk import Disk
from izdat.read.fields import (
    Fields,
    boolean,
    by_key,
    integer,
    line,
    list_of,
    mapping,
    number,
    one_of,
    text,
    wrong_type,
)
from izdat.read.mix import LONGEST_CROSSFADE, LONGEST_PAUSE
from izdat.read.notes import Notes, shown
from izdat.read.picture import MOST_BYTES as MOST_PICTURE_BYTES
from izdat.read.picture import picture_size
from izdat.read.theme import read_templates, read_theme
from izdat.read.values import (
    contact,
    geo,
    language,
    mail,
    onion_address,
    osm,
    site_address,
    slug,
    url,
    uuid,
)
from izdat.read.voices import VoicesReader
from izdat.read.yaml import MOST_BYTES, Mapping, Node, Scalar, read_yaml
from izdat.read.zine import zine_reader

NAME = "show.yaml"

# https://podcasting2.org/docs/podcast-namespace/tags/medium; "…L" is a list of such things.
_SINGLE_MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "course")
MEDIA = (*_SINGLE_MEDIA, "publisher", "mixed", *(f"{medium}L" for medium in _SINGLE_MEDIA))

AUTO = 0  # channels: as many as the content needs
LEAST_M4A = 32  # kbit/s; under it AAC-LC at 48 kHz is worse than a telephone

_ARTWORK_PIXELS = range(1400, 3001)  # a side, as Apple Podcasts asks
_RRULE = re.compile(r"FREQ=[A-Z]+(;[A-Z]+=[A-Z0-9,+:-]+)*")


def read_show(folder: Path, file_at: Callable[[Path], File]) -> ReadShow:
    """Return the show that ``folder``'s ``show.yaml`` describes, and what is wrong with it.

    ``file_at`` gives a file by its path. What is missing or wrong is noted and has its default
    in the show, so that its episodes can be checked all the same.
    """
    notes = Notes()
    source = _source(folder, notes)
    if source is None:
        return ReadShow(None, notes.found())
    node, problems = read_yaml(source, file=NAME)
    notes.problems.extend(problems)
    if not isinstance(node, Mapping):
        if node is not None:
            wrong_type(node, NAME, "keys and their values", notes, "write title: …")
        elif not problems:
            notes.error("missing-show", Place(NAME), "this is empty", "write title: …")
        return ReadShow(None, notes.found())
    show = _show(Fields(node, Place(NAME, 1, 1), notes, what="the show"), Disk(folder, file_at))
    return ReadShow(show, notes.found())


def _source(folder: Path, notes: Notes) -> str | None:
    path = folder / NAME
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except OSError:
        names = []  # reading the file itself says why
    if NAME not in names and not os.path.lexists(path):
        close = notes.meant(NAME, [name for name in names if name.endswith((".yaml", ".yml"))])
        hint = f"rename {close}" if close else "write one, or make a show with: izdat new FOLDER"
        notes.error("missing-show", Place(NAME), "there is no show.yaml here", hint)
        return None
    data = read_bytes(path, NAME, notes, MOST_BYTES + 1)
    if data is not None and len(data) > MOST_BYTES:
        notes.error("yaml-too-large", Place(NAME), "this YAML is larger than 1 MiB")
        return None
    return None if data is None else decode(data, NAME, notes)


def _show(fields: Fields, disk: Disk) -> Show:
    get, notes = fields.get, fields.notes
    lang = fields.need("lang", language, "en")
    languages = tuple(dict.fromkeys((lang, *get("languages", list_of(language, "languages"), ()))))
    owner = get("owner", mapping(_owner, "owner"), Owner())
    image = get("image", disk.file, None)
    if image is not None:
        _check_artwork(image, fields.place_of("image"), notes)
    voices = VoicesReader(disk.name)
    show = Show(
        title=fields.need("title", line, ""),
        address=fields.need("address", site_address, ""),
        lang=lang,
        description=fields.need("description", text, ""),
        author=get("author", line, ""),
        subtitle=get("subtitle", line, ""),
        languages=languages,
        titles=get("titles", by_key(language, line), ()),
        descriptions=get("descriptions", by_key(language, text), ()),
        owner=owner,
        image=image,
        image_alt=get("image-alt", line, ""),
        categories=get("categories", list_of(_category, "categories"), ()),
        explicit=get("explicit", boolean, False),
        type=get("type", one_of("episodic", "serial"), "episodic"),
        copyright=get("copyright", line, ""),
        licence=get("licence", _licence, Licence()),
        guid=get("guid", uuid, ""),
        medium=get("medium", one_of(*MEDIA), "podcast"),
        locked=get("locked", boolean, True),
        block=get("block", boolean, False),
        complete=get("complete", boolean, False),
        new_feed=get("new-feed", url, ""),
        funding=get("funding", list_of(mapping(_funding, "funding"), "{url, text}"), ()),
        voices=get("voices", voices, ()),
        location=get("location", mapping(_location, "location"), None),
        trailer=get("trailer", slug, ""),
        podroll=get("podroll", list_of(mapping(_remote, "podroll"), "{guid, feed}"), ()),
        publisher=get("publisher", mapping(_remote, "publisher"), None),
        update_frequency=get("update-frequency", mapping(_frequency, "update-frequency"), None),
        podping=get("podping", boolean, False),
        search=get("search", boolean, True),
        offline=get("offline", boolean, False),
        links=get("links", list_of(mapping(_link, "links"), "{url, title}"), ()),
        mirrors=get("mirrors", list_of(site_address, "mirrors"), ()),
        onion=get("onion", onion_address, ""),
        contact=get("contact", contact, ""),
        network=get("network", line, ""),
        sound=get("sound", mapping(lambda own: _sound(own, disk), "sound"), SoundSettings()),
        speech=get("speech", mapping(_speech, "speech"), SpeechSettings()),
        align=get("align", mapping(_align, "align"), AlignSettings()),
        disguise=get("disguise", mapping(_disguise, "disguise"), DisguiseSettings()),
        theme=replace(
            get("theme", mapping(lambda own: read_theme(own, disk), "theme"), Theme()),
            templates=read_templates(disk.folder, notes),
        ),
        zine=get("zine", zine_reader(disk), ZineSettings()),
        protect=get("protect", boolean, True),
        epub=get("epub", mapping(_epub, "epub"), EpubSettings()),
        place=fields.place,
    )
    fields.close()
    _check_languages(show, fields)
    return show


def _check_languages(show: Show, fields: Fields) -> None:
    for key, given in (
        ("titles", [lang for lang, _ in show.titles]),
        ("descriptions", [lang for lang, _ in show.descriptions]),
        ("speech", show.speech.languages),
    ):
        for lang in given:
            if lang not in show.languages:
                wanted = ", ".join((*show.languages, lang))
                message = f"{key}: {lang} is not among the show's languages"
                place = fields.place_of(key)
                fields.notes.error("unknown-language", place, message, f"languages: [{wanted}]")


def _check_artwork(image: File, place: Place, notes: Notes) -> None:
    head = read_bytes(image.path, NAME, notes, MOST_PICTURE_BYTES)
    if head is None:
        return
    size = picture_size(head)
    if size is None:
        message = "image: this is neither a JPEG nor a PNG picture"
        notes.error("not-a-picture", place, message, "save the artwork as a JPEG or PNG")
    elif size.width != size.height or size.width not in _ARTWORK_PIXELS:
        message = f"image: the artwork is {size.width} × {size.height} pixels"
        hint = "directories want a square of 1400 to 3000 pixels"
        notes.warning("artwork-size", place, message, hint)


def _category(node: Node, key: str, notes: Notes) -> tuple[str, ...] | None:
    value = line(node, key, notes)
    if value is None:
        return None
    path = " > ".join(part.strip() for part in value.split(">"))
    if path in CATEGORY_PATHS:
        return tuple(path.split(" > "))
    # Somebody may write the part without its category.
    parts = {known.rpartition(" > ")[2]: known for known in CATEGORY_PATHS}
    close = notes.meant(path, CATEGORY_PATHS) or notes.meant(path.rpartition(" > ")[2], parts)
    close = parts.get(close or "", close)
    hint = f"did you mean {close}?" if close else "docs/read.md lists them"
    message = f"{key}: {shown(value)} is no category of Apple Podcasts"
    notes.error("unknown-category", node.place, message, hint)
    return None


def _licence(node: Node, key: str, notes: Notes) -> Licence | None:
    if isinstance(node, Scalar):
        name = line(node, key, notes)
        return None if name is None else Licence(name)
    return mapping(
        lambda own: Licence(own.need("name", line, ""), own.get("url", url, "")), "licence"
    )(node, key, notes)


def _owner(fields: Fields) -> Owner:
    return Owner(fields.get("name", line, ""), fields.get("email", mail, ""))


def _funding(fields: Fields) -> Funding | None:
    address, words = fields.need("url", url, ""), fields.need("text", line, "")
    return Funding(address, words) if address and words else None


def _link(fields: Fields) -> Link | None:
    address, title = fields.need("url", url, ""), fields.need("title", line, "")
    return Link(address, title) if address and title else None


def _remote(fields: Fields) -> RemoteShow | None:
    guid, feed = fields.need("guid", uuid, ""), fields.need("feed", url, "")
    title = fields.get("title", line, "")
    return RemoteShow(guid, feed, title) if guid and feed else None


def _location(fields: Fields) -> Location | None:
    name = fields.need("name", line, "")
    where = fields.get("geo", geo, ""), fields.get("osm", osm, "")
    return Location(name, *where) if name else None


def _frequency(fields: Fields) -> UpdateFrequency | None:
    words = fields.need("text", line, "")
    rule = fields.get("rrule", _rrule, "")
    return UpdateFrequency(words, rule) if words else None


def _rrule(node: Node, key: str, notes: Notes) -> str | None:
    value = line(node, key, notes)
    if value is None or _RRULE.fullmatch(value):
        return value
    message = f"{key}: {shown(value)} is not a rule of RFC 5545"
    notes.error("bad-rrule", node.place, message, "write FREQ=WEEKLY, or leave it out")
    return None


def _sound(fields: Fields, disk: Disk) -> SoundSettings:
    get = fields.get
    channels = get("channels", _channels, 2)
    return SoundSettings(
        intro=get("intro", disk.file, None),
        outro=get("outro", disk.file, None),
        sting=get("sting", disk.file, None),
        pause=get("pause", number(0, LONGEST_PAUSE, "seconds"), 1.0),
        crossfade=get("crossfade", number(0, LONGEST_CROSSFADE, "seconds"), 0.0),
        channels=channels or 2,
        by_content=channels == AUTO,
        loudness=get("loudness", number(-36, -8, "LUFS"), None),
        true_peak=get("true-peak", number(-9, 0, "dBTP"), -1.0),
        mp3=get("mp3", _mp3_rate, 128),
        opus=get("opus", _opus_rate, 64),
        m4a=get("m4a", _m4a_rate, 0),
        flac=get("flac", boolean, False),
        clean=get("clean", _clean, CleanSettings()),
        level=get("level", boolean, True),
    )


def _channels(node: Node, key: str, notes: Notes) -> int | None:
    """Read 1, 2, or the word ``auto``."""
    if isinstance(node, Scalar) and node.value == "auto":
        return AUTO
    return integer(1, 2)(node, key, notes)


def _clean(node: Node, key: str, notes: Notes) -> CleanSettings | None:
    """Read which cleaners work: each by its name, or ``clean: false`` for none."""
    if isinstance(node, Mapping):
        return _cleaners(node, key, notes)
    is_wanted = boolean(node, key, notes)
    if is_wanted is None:
        return None
    return CleanSettings() if is_wanted else CleanSettings(**dict.fromkeys(CLEANERS, False))


_cleaners = mapping(
    lambda fields: CleanSettings(**{name: fields.get(name, boolean, None) for name in CLEANERS}),
    "clean",
)


def _mp3_rate(node: Node, key: str, notes: Notes) -> int | None:
    value = integer(0, 320, "kbit/s")(node, key, notes)
    if value is None or value in (0, *MP3_RATES):
        return value
    close = min(MP3_RATES, key=lambda rate: abs(rate - value))
    message = f"{key}: MP3 has no {value} kbit/s"
    notes.error("out-of-range", node.place, message, f"write {key}: {close}")
    return None


def _opus_rate(node: Node, key: str, notes: Notes) -> int | None:
    value = integer(0, 510, "kbit/s")(node, key, notes)
    if value is None or value == 0 or value >= 6:  # RFC 6716, section 2.1.1
        return value
    message = f"{key}: Opus needs 6 kbit/s at least"
    notes.error("out-of-range", node.place, message, f"write {key}: 64, or {key}: 0 for none")
    return None


def _m4a_rate(node: Node, key: str, notes: Notes) -> int | None:
    value = integer(0, 320, "kbit/s")(node, key, notes)
    if value is None or value == 0 or value >= LEAST_M4A:
        return value
    message = f"{key}: AAC needs {LEAST_M4A} kbit/s at least"
    notes.error("out-of-range", node.place, message, f"write {key}: 96, or {key}: 0 for none")
    return None


def _speech(fields: Fields) -> SpeechSettings:
    return SpeechSettings(
        engine=fields.get("engine", line, "espeak"),
        languages=fields.get("languages", list_of(language, "languages"), ()),
        headings=fields.get("headings", boolean, False),
        rate=fields.get("rate", integer(80, 400, "words a minute"), 165),
    )


def _align(fields: Fields) -> AlignSettings:
    return AlignSettings(engine=fields.get("engine", line, "self"))


def _disguise(fields: Fields) -> DisguiseSettings:
    return DisguiseSettings(
        names=fields.get("names", one_of(*COVERS), "tone"),
        voices=fields.get("voices", line, ""),
    )


def _epub(fields: Fields) -> EpubSettings:
    return EpubSettings(
        sound=fields.get("sound", boolean, False),
        text=fields.get("text", boolean, False),
        together=fields.get("together", boolean, False),
    )
