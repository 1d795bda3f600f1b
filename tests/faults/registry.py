"""Every fault that there is: found by walking kinds/."""

import importlib
import inspect
import pkgutil

import faults.kinds
from faults.fault import Fault


def all_faults() -> list[Fault]:
    """One of each, by name."""
    found = {}
    for module in pkgutil.iter_modules(faults.kinds.__path__):
        loaded = importlib.import_module(f"faults.kinds.{module.name}")
        for _, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, Fault) and kind.__module__ == loaded.__name__:
                found[kind.name] = kind()
    return [found[name] for name in sorted(found)]
