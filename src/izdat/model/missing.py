"""A program, engine or resource that is not there: raised, with the command that mends it."""


class Missing(Exception):
    """Something outside the show is missing; ``remedy`` is what to type. Exit code 3."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n    {self.remedy}"


class MissingEngine(Missing):
    """No engine of that name is installed."""


class MissingSpace(Missing):
    """The disk is full. Nothing was torn: what was whole before is whole still."""


class Busy(Missing):
    """Another izdat works on this show, and did not finish in time."""
