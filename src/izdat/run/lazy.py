"""Loads a package when it is first used, so that a build with nothing to do starts at once."""

import importlib.util
import sys
from types import ModuleType


def lazy(name: str) -> ModuleType:
    """Return the module ``name``, whose code runs when one of its names is first asked for.

    After the recipe in the standard library's documentation of ``importlib.util.LazyLoader``.
    Raises ``ModuleNotFoundError`` at once where there is no such module.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
