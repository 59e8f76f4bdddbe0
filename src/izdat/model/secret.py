"""What must leave the process in no way."""

from typing import NoReturn


class Secret:
    """Base of values that do not print, and that no store, cache or other process is given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, not to be shown>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is never written down")
