"""What the child leaves for the program: an Arrow file of shapes (WKB) and the wanted columns as text."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["write_answer"]


def write_answer(
    target: Path, shapes: NDArray[np.object_], fields: dict[str, NDArray], numbers: list[int] | None
) -> None:
    """Write the columns feature (number in the file, from 1), shape, and field-0, field-1 ... as text."""
    columns = {
        "feature": pa.array(numbers if numbers is not None else range(1, len(shapes) + 1), pa.int64()),
        "shape": pa.array(list(shapes), pa.large_binary()),
    }
    names = {}
    for k, (name, values) in enumerate(fields.items()):
        columns[f"field-{k}"] = pa.array([_text(value) for value in values.tolist()], pa.large_string())
        names[f"field-{k}"] = name
    table = pa.table(columns).replace_schema_metadata(names)
    with pa.OSFile(str(target), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, bytes | bytearray | memoryview) or value != value:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
