"""Recordings and music → one finished episode, with tags and chapters."""
