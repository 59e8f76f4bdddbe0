"""Markdown with places → segments; segments → words, in their languages."""
