"""The key ``tracks`` of a ``source`` block → one recording for each speaker of a conversation."""

from izdat.model.content import Track
from izdat.model.place import Place
from izdat.read.fields import Reader, by_key, wrong_type
from izdat.read.notes import Notes, shown
from izdat.read.yaml import Mapping, Node

FEWEST = 2
EXAMPLE = "{mira: mira.wav, host: host.flac}"


def tracks(read_voice: Reader[str], read_file: Reader[str]) -> Reader[tuple[Track, ...]]:
    """Read who speaks in which file; fewer than two, or one file for two speakers, are noted."""

    def placed(node: Node, key: str, notes: Notes) -> tuple[str, Place] | None:
        name = read_file(node, key, notes)
        return None if name is None else (name, node.place)

    def read(node: Node, key: str, notes: Notes) -> tuple[Track, ...] | None:
        if not isinstance(node, Mapping):
            wrong_type(node, key, "speakers and their files", notes, f"write {key}: {EXAMPLE}")
            return None
        given = by_key(read_voice, placed)(node, key, notes) or ()
        if len(node.entries) < FEWEST:
            message = f"{key}: a conversation has {FEWEST} at least"
            hint = f"write {key}: {EXAMPLE}, or audio: for one recording"
            notes.error("bad-tracks", node.place, message, hint)
        found: dict[str, Track] = {}
        for voice, (name, place) in given:
            if name in found:
                message = f"{key}: {shown(name)} is the track of {found[name].voice} already"
                hint = "give each speaker a file, or name one recording: audio: …"
                notes.error("bad-tracks", place, message, hint)
                continue
            found[name] = Track(voice, name, place)
        return tuple(found.values())

    return read
