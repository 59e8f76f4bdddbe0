"""Episodes, their sound and their times → a book that reads itself aloud (EPUB 3.3).

``books.py`` is the step; read it first.
"""
