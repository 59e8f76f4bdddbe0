"""Why a release is not trusted: one exception for each reason."""


class Untrusted(Exception):
    """What was offered is not what the show signed. ``code`` is stable, for machines."""

    code = "untrusted"


class Malformed(Untrusted):
    """The bytes are no metadata: torn, too large, or written by something else."""

    code = "malformed"


class Forged(Untrusted):
    """Too few of those whom the root names have signed it, or the root is another show's."""

    code = "forged"


class RolledBack(Untrusted):
    """It is older than what was already seen, and signed all the same."""

    code = "rolled-back"


class Mismatched(Untrusted):
    """Its bytes, its length or its version are not those that what is above it has signed."""

    code = "mismatched"


class Expired(Untrusted):
    """Its day has passed. Raised in strict mode only: otherwise that is a verdict."""

    code = "expired"


class Incomplete(Untrusted):
    """The proof, or a part of it, is not there. The files may be right; nobody can say."""

    code = "incomplete"


class UnsafeName(Untrusted):
    """A signed name that would be written outside the folder, or that some disk cannot hold."""

    code = "unsafe-name"
