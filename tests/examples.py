"""How many examples a law is tried on: a tenth in `make test`, all of them in `make laws`."""

import os

__all__ = ["examples"]


def examples(all_of_them: int) -> int:
    return all_of_them if os.environ.get("LAWS") == "full" else max(all_of_them // 10, 10)
