"""The nouns: frozen, slotted dataclasses of the standard library, that every stage speaks in."""
