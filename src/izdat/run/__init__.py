"""Runs steps, keeps their results and tells about it."""
