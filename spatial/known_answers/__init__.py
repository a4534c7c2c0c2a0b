"""The known answers, by family: each module here has `ANSWERS`, and is found by itself."""

import importlib
import pkgutil

from spatial.known_answer import KnownAnswer

__all__ = ["known_answers"]


def known_answers() -> tuple[KnownAnswer, ...]:
    """Collect every known answer, in the order of the modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(answer for module in modules for answer in module.ANSWERS)
