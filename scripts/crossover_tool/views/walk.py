"""Finding the views: every class of this package's modules that is one."""

import importlib
import inspect
import pkgutil
from functools import cache
from typing import Any

from crossover_tool import views
from crossover_tool.analysis.analyse import Analysis
from crossover_tool.views.view import View


@cache
def known() -> tuple[type[View[Any]], ...]:
    """Every view in the package, in their order."""
    found: list[type[View[Any]]] = []
    for module in pkgutil.iter_modules(views.__path__, f"{views.__name__}."):
        for one in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(one) and one.__module__ == module.name and issubclass(one, View):
                found += [] if module.name == View.__module__ else [one]  # there are the bases
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def views_of(subject: object, analysis: Analysis) -> tuple[View[Any], ...]:
    """The views that apply to a part of the analysis, but for those that others stand in for."""
    made = [one(subject, analysis) for one in known() if isinstance(subject, one.of)]
    applying = [view for view in made if view.applies()]
    replaced = {name for view in applying for name in view.instead_of}
    return tuple(view for view in applying if view.name not in replaced)
