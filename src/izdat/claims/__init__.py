"""Marked text → who claimed what, how one claim relates to another; plain text → suggestions."""

from izdat.claims.amounts import read_amount
from izdat.claims.compare import compare
from izdat.claims.gather import Gathered, gather_claims
from izdat.claims.languages import told_language
from izdat.claims.ledger import NOT_ADDED, by_episode, make_ledger
from izdat.claims.moments import heard_marks, with_moments
from izdat.claims.suggest import KINDS, MOST_CHARACTERS, Suggestion, suggest
from izdat.claims.voices import voice_shares

__all__ = [
    "KINDS",
    "MOST_CHARACTERS",
    "NOT_ADDED",
    "Gathered",
    "Suggestion",
    "by_episode",
    "compare",
    "gather_claims",
    "heard_marks",
    "make_ledger",
    "read_amount",
    "suggest",
    "told_language",
    "voice_shares",
    "with_moments",
]
