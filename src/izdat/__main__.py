"""Lets ``python -m izdat`` do what ``izdat`` does."""

from izdat.cli import main

if __name__ == "__main__":
    main()
