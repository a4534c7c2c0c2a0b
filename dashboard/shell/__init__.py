"""The shell: everything that a page shows, from the same Situation, for scripts, schedules and checks."""

from importlib import import_module
from pkgutil import iter_modules

from dashboard.shell import commands
from dashboard.shell.frame import app

__all__ = ["app", "main"]

for _found in sorted(module.name for module in iter_modules(commands.__path__)):
    import_module(f"{commands.__name__}.{_found}")


def main() -> None:
    """Run the shell."""
    app()
