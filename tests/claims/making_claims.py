"""Claims to compare, made in a line."""

from izdat.claims.amounts import read_amount
from izdat.model.claim import Anchor, Claim


def claim(words: str, id: str = "a", *, measure: str = "homes", **facts: object) -> Claim:
    """Return a claim of the words, said on 2031-04-05 by the house unless ``facts`` say else."""
    amount = read_amount(words, "en")
    assert amount is not None
    anchor = Anchor(str(facts.pop("episode", "night-1")), "call", 1, 0, len(words), words)
    said = str(facts.pop("said", "2031-04-05"))
    sentence = str(facts.pop("sentence", words))
    return Claim(id, measure, amount, anchor, sentence, "en", said=said, **facts)  # type: ignore[arg-type]
