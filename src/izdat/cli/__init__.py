"""The verbs. The only package that knows the command-line library.

Exit codes: 0 done, 1 problems in the show, 2 wrong usage, 3 something is missing.
"""

# Each adds its verbs to ``main``, in the order in which a newcomer needs them.
from izdat.cli import show, sounds, texts, translate  # isort: skip
from izdat.cli import claims, voices, protecting, signing, checking, upkeep  # isort: skip
from izdat.cli.group import main

__all__ = [
    "checking",
    "claims",
    "main",
    "protecting",
    "show",
    "signing",
    "sounds",
    "texts",
    "translate",
    "upkeep",
    "voices",
]
