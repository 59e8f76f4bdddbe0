"""Marked text → who claimed what, and how one claim relates to another."""

from izdat.claims.amounts import read_amount
from izdat.claims.compare import compare
from izdat.claims.gather import Gathered, gather_claims
from izdat.claims.ledger import NOT_ADDED, make_ledger

__all__ = ["NOT_ADDED", "Gathered", "compare", "gather_claims", "make_ledger", "read_amount"]
