"""What a claim says: words → an amount, in four languages."""

from izdat.claims.amounts import read_amount

__all__ = ["read_amount"]
