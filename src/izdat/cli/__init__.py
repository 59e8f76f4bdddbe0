"""The verbs. The only package that knows the command-line library.

Exit codes: 0 done, 1 problems in the show, 2 wrong usage, 3 something is missing.
"""

# Each adds its verbs to ``main``, in the order in which a newcomer needs them.
from izdat.cli import (  # isort: skip
    show, sounds, texts, translate, claims, voices, books, protecting, signing, checking,
    mirroring, bundling, zines, upkeep,
)  # fmt: skip
from izdat.cli.group import main

__all__ = [
    "books",
    "bundling",
    "checking",
    "claims",
    "main",
    "mirroring",
    "protecting",
    "show",
    "signing",
    "sounds",
    "texts",
    "translate",
    "upkeep",
    "voices",
    "zines",
]
