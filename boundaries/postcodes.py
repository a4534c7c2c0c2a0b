"""The postcode gazetteer: where a postcode is, when it ended, and what a mistyped one may have meant."""

import gzip
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import polars as pl

from boundaries.errors import BoundaryError
from boundaries.plain_table import column_like

__all__ = ["EMPTY", "Gazetteer", "normalise", "read_gazetteer"]

SHAPE = r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
LOOK_ALIKE = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
NO_LOCATION = 90
SCHEMA = {
    "postcode": pl.String,
    "x": pl.Float64,
    "y": pl.Float64,
    "quality": pl.Int16,
    "ended": pl.Date,
    "large_user": pl.Boolean,
}


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Postcodes and where they are.

    Attributes
    ----------
    places : polars.DataFrame
        postcode (one space before the last three characters), x and y (metres, EPSG:27700; null if the
        postcode has
        no location), quality (10 best to 90 none, as in Code-Point Open), ended (first day of the month in
        which it
        was withdrawn; null if in use), large_user (a firm's or PO box's own postcode; null if the file does
        not say).
    """

    places: pl.DataFrame

    def normalise(self, text: str) -> str | None:
        """Write a postcode in its usual form; None if it does not have the shape of one."""
        return normalise(text)

    def locate(self, texts: Sequence[str | None]) -> pl.DataFrame:
        """Look up many postcodes as they were typed.

        Parameters
        ----------
        texts : sequence of str or None, length n

        Returns
        -------
        polars.DataFrame, n rows in the order given
            The columns of `places`; postcode is null where the text has not the shape of one, the others are
            null
            where there is no such postcode. `found` says whether the postcode is in the gazetteer.
            `suggestion` is
            what a text that was not found may have meant (see `suggest`): an offer, nothing is corrected.
        """
        asked = pl.DataFrame({"text": pl.Series(list(texts), dtype=pl.String)})
        distinct = asked.unique("text").with_columns(postcode=_usual_form(pl.col("text")))
        known = self.places.with_columns(found=pl.lit(True))
        answers = distinct.join(known, on="postcode", how="left").with_columns(
            pl.col("found").fill_null(False)
        )
        lost = answers.filter(~pl.col("found") & pl.col("text").is_not_null())["text"]
        offers = pl.DataFrame(
            {"text": lost, "suggestion": pl.Series(self._suggestions(lost.to_list()), dtype=pl.String)}
        )
        answers = answers.join(offers, on="text", how="left")
        return asked.join(answers, on="text", how="left", nulls_equal=True, maintain_order="left").drop(
            "text"
        )

    def suggest(self, text: str) -> str | None:
        """Offer the one postcode in use that the text becomes by swapping O with 0 or I with 1, or None.

        None also if the text is a known postcode as it stands, or if several would do equally well.
        """
        return self._suggestions([text])[0]

    def _suggestions(self, texts: Sequence[str]) -> list[str | None]:
        rows = [(i, *guess) for i, text in enumerate(texts) for guess in _readings(text)]
        guesses = pl.DataFrame(
            rows,
            schema={"row": pl.Int64, "postcode": pl.String, "swaps": pl.Int64},
            orient="row",
        )
        live = guesses.join(self.places.filter(pl.col("ended").is_null()), on="postcode", how="semi")
        best = (
            live.filter(pl.col("swaps") == pl.col("swaps").min().over("row"))
            .group_by("row")
            .agg(pl.col("postcode").first(), pl.len(), pl.col("swaps").first())
            .filter((pl.col("len") == 1) & (pl.col("swaps") > 0))
        )
        answer = dict(zip(best["row"].to_list(), best["postcode"].to_list(), strict=True))
        return [answer.get(i) for i in range(len(texts))]


EMPTY = Gazetteer(pl.DataFrame(schema=SCHEMA))


def normalise(text: str) -> str | None:
    """Write a postcode in its usual form, AA9 9AA; None if the text does not have the shape of one."""
    compact = _compact(text)
    return f"{compact[:-3]} {compact[-3:]}" if re.fullmatch(SHAPE, compact) else None


def read_gazetteer(paths: Iterable[Path | str]) -> Gazetteer:
    """Read Code-Point Open or ONS Postcode Directory files, gzipped or not, mixed as you like.

    Raises
    ------
    BoundaryError
        If a file is missing or is neither.
    """
    frames = [_read_one(Path(path)) for path in paths]
    if not frames:
        return EMPTY
    places = pl.concat(frames).sort("postcode", "ended", nulls_last=False, maintain_order=True)
    return Gazetteer(places.unique("postcode", keep="first", maintain_order=True))


def _read_one(file: Path) -> pl.DataFrame:
    head = _first_line(file)
    columns = [name.strip().strip('"') for name in head.split(",")]
    if column_like(columns, "pcds|pcd8|pcd7|pcd2|pcd") and column_like(columns, "oseast1m|east1m"):
        return _onspd(file, columns)
    if len(columns) == 10 and normalise(columns[0]) and columns[1].isdigit():
        return _code_point_open(file)
    raise BoundaryError(
        f"{file.name} is not a postcode file we know. Right would be Code-Point Open (no header, ten "
        f"columns) or the "
        f"ONS Postcode Directory (header with pcds, oseast1m and osnrth1m)."
    )


def _first_line(file: Path) -> str:
    if not file.is_file():
        raise BoundaryError(f"There is no postcode file {file}. Check [postcodes] files.")
    with file.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(file) if zipped else file.open("rb") as stream:
            return stream.readline(20_000).decode("utf-8-sig", errors="replace").rstrip("\r\n")
    except (OSError, EOFError):
        raise BoundaryError(f"{file.name} is damaged: it stops part way. Download it again.") from None


def _code_point_open(file: Path) -> pl.DataFrame:
    frame = pl.read_csv(file, has_header=False, columns=[0, 1, 2, 3], infer_schema=False)
    frame.columns = ["postcode", "quality", "x", "y"]
    return _places(frame.with_columns(ended=pl.lit(None, pl.String), large_user=pl.lit(None, pl.Boolean)))


def _onspd(file: Path, columns: list[str]) -> pl.DataFrame:
    wanted = {
        "postcode": column_like(columns, "pcds") or column_like(columns, "pcd8|pcd7|pcd2|pcd"),
        "x": column_like(columns, "oseast1m|east1m"),
        "y": column_like(columns, "osnrth1m|north1m"),
        "quality": column_like(columns, "osgrdind|gridind"),
        "ended": column_like(columns, "doterm"),
        "user": column_like(columns, "usertype"),
    }
    there = {new: old for new, old in wanted.items() if old is not None}
    frame = pl.read_csv(file, columns=list(there.values()), infer_schema=False, encoding="utf8-lossy")
    frame = frame.select(pl.col(old).alias(new) for new, old in there.items())
    absent = [pl.lit(None, pl.String).alias(new) for new in wanted if new not in there]
    frame = frame.with_columns(absent).with_columns(
        quality=pl.col("quality").cast(pl.Int16, strict=False) * 10,  # 1 to 9 where Code-Point says 10 to 90
        large_user=pl.col("user") == "1",
    )
    return _places(frame.drop("user"))


def _places(frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.with_columns(
        _usual_form(pl.col("postcode")),
        pl.col("x", "y").cast(pl.Float64, strict=False),
        pl.col("quality").cast(pl.Int16, strict=False),
        pl.col("ended").str.replace_all(r"\D", "").str.slice(0, 6).str.to_date("%Y%m", strict=False),
    ).filter(pl.col("postcode").is_not_null())
    nowhere = (pl.col("quality") == NO_LOCATION).fill_null(False) | ((pl.col("x") == 0) & (pl.col("y") == 0))
    located = pl.when(~nowhere).then(pl.col("x", "y"))
    return frame.with_columns(located).select(SCHEMA.keys())


def _compact(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _usual_form(column: pl.Expr) -> pl.Expr:
    compact = column.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    spaced = compact.str.replace(r"(.{3})$", " $1")
    return pl.when(compact.str.contains(SHAPE)).then(spaced)


def _readings(text: str) -> list[tuple[str, int]]:
    """Every postcode that the text can be read as, with the number of characters swapped."""
    compact = _compact(text)
    if not 5 <= len(compact) <= 7:
        return []
    readings = ("".join(letters) for letters in product(*(LOOK_ALIKE.get(c, c) for c in compact)))
    return [
        (f"{reading[:-3]} {reading[-3:]}", sum(a != b for a, b in zip(reading, compact, strict=True)))
        for reading in readings
        if re.fullmatch(SHAPE, reading)
    ]
