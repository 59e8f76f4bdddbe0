"""A voice's role, in the show's own words → a role of the Podcast Taxonomy."""

# "Podcasting 2.0", person: the taxonomy's roles that a voice can have, and their group.
_ROLES = {
    "host": ("host", "cast"),
    "co-host": ("co-host", "cast"),
    "guest host": ("guest host", "cast"),
    "guest": ("guest", "cast"),
    "narrator": ("narrator", "cast"),
    "announcer": ("announcer", "cast"),
    "reporter": ("reporter", "cast"),
    "interviewer": ("reporter", "cast"),
    "correspondent": ("reporter", "cast"),
    "actor": ("voice actor", "cast"),
    "reader": ("voice actor", "cast"),
    "author": ("author", "writing"),
    "collective author": ("author", "writing"),
    "writer": ("writer", "writing"),
    "poet": ("writer", "writing"),
    "translator": ("translator", "writing"),
    "editor": ("editor", "writing"),
    "songwriter": ("songwriter", "writing"),
    "composer": ("composer", "audio post-production"),
    "producer": ("producer", "creative direction"),
}
_OTHER = ("guest", "cast")  # a witness, a singer: somebody whom the show lets speak


def taxonomy(role: str) -> tuple[str, str]:
    """Return (role, group). Without a role it is a guest: the tag's own default would be host."""
    return _ROLES.get(role.strip().lower(), _OTHER)
