"""Loads a package when it is first used, so that a build with nothing to do starts at once."""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class _Lazy(ModuleType):
    """Stands for a module; whatever is asked of it is asked of the module itself.

    It is not in ``sys.modules``, as what the standard library's ``LazyLoader`` makes is: of a
    package there that has not run yet, Python loads a module twice (CPython 3.11, ``__path__`` is
    asked for after it looked whether the module is there).
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(import_module(self.__name__), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(import_module(self.__name__), name)


def lazy(name: str) -> ModuleType:
    """Return the module ``name``, whose code runs when one of its names is first asked for.

    Raises ``ModuleNotFoundError`` at once where there is no such module.
    """
    if name in sys.modules:
        return sys.modules[name]
    if find_spec(name) is None:
        raise ModuleNotFoundError(name)
    return _Lazy(name)
