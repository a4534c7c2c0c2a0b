"""Where a postcode is: as typed, mended where only one reading is possible, or why it says nothing."""

import numpy as np
import polars as pl

from boundaries.postcodes import Gazetteer
from ingest.places.points import bng_points
from ingest.words import LOOK_ALIKES, numbered

__all__ = ["place_by_postcode"]

_NO_LOCATION_QUALITY = 90
_WHOLE = r"^[^A-Z0-9]*[A-Z]{1,2}[0-9][A-Z0-9]?[^A-Z0-9]*[0-9][A-Z]{2}[^A-Z0-9]*$"
_WITHIN = r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b"
_PART = r"^[A-Z]{1,2}[0-9][A-Z0-9]?(?: ?[0-9])?$"
_ELSEWHERE = (
    r"^(?:GIR ?0AA|BFPO ?[0-9]*|BF1 ?[0-9][A-Z]{2}|(?:JE|GY|IM)[0-9]{1,2} ?[0-9][A-Z]{2}"
    r"|(?:ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA|GX11) ?1[A-Z]{2})$"
)
_NOTHING = (
    r"^(?:N/?A|N/?K|UNKNOWN|NOT (?:KNOWN|GIVEN|STATED|RECORDED|PROVIDED)|NONE|NULL|NIL|NFA|"
    r"NO FIXED (?:ABODE|ADDRESS)|NO POSTCODE|TBC|"
    r"WITHHELD|REFUSED|PREFER NOT TO SAY|DON'?T KNOW|NOT SURE|[-?.]+)$"
)
AREAS = frozenset(
    (  # noqa: SIM905
        "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC "
        "EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME "
        "MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST "
        "SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
    ).split()
)
"""Postcode areas of the United Kingdom: https://www.ons.gov.uk, ONS Postcode Directory user guide."""
_AREA = r"^[^A-Z]*([A-Z]{1,2})[0-9]"


def place_by_postcode(
    text: pl.Series, gazetteer: Gazetteer, *, is_ward_too: bool
) -> tuple[pl.DataFrame, list[str]]:
    """Locate the postcodes of a column.

    Parameters
    ----------
    text : polars.Series of String
        Cleaned cells.
    gazetteer : Gazetteer
    is_ward_too : bool
        The column may hold the name of an area instead, which is then no fault.

    Returns
    -------
    points : polars.DataFrame
        x, y, lon, lat (NaN where there is no place), reason (null where the row can be kept), filler (True
        with every reason: a better location mends it), precision, column; one row a cell.
    notes : list of str
    """
    distinct = text.drop_nulls().value_counts(name="rows").rename({text.name: "text"})
    asked = _asked(distinct["text"])
    known = gazetteer.locate(asked["asked"].to_list())
    known, mended = _mended(known, gazetteer)
    located = pl.col("x").is_not_null() & (
        pl.col("quality").is_null() | (pl.col("quality") < _NO_LOCATION_QUALITY)
    )
    box = pl.col("large_user").fill_null(False)
    known = pl.concat([distinct, asked, known], how="horizontal").with_columns(
        mended=mended, usable=located & ~box, box=located & box
    )
    known = known.with_columns(unlisted=_unlisted(known, gazetteer))
    known = known.with_columns(reason=_reason(has_list=gazetteer.places.height > 0))
    looked_up = pl.DataFrame({"text": text}).join(
        known.select("text", "x", "y", "usable", "reason"), on="text", how="left", maintain_order="left"
    )
    usable = looked_up["usable"].fill_null(False)
    x, y = (looked_up[name].set(~usable, None).fill_null(np.nan).to_numpy() for name in ("x", "y"))
    points = bng_points(x, y).with_columns(
        reason=looked_up["reason"], filler=looked_up["reason"].is_not_null(),
        precision=pl.lit("postcode"), column=pl.lit("postcode"),
    )  # fmt: skip
    return points, _notes(known, is_ward_too=is_ward_too)


def _unlisted(known: pl.DataFrame, gazetteer: Gazetteer) -> pl.Series:
    """Find postcodes of whole areas that the list does not hold: it cannot say that they are none."""
    area = known["asked"].str.extract(_AREA)
    if known["found"].all():
        return pl.repeat(False, known.height, eager=True)
    here = set(gazetteer.places["postcode"].str.extract(_AREA).unique())
    return ~known["found"] & area.is_in(AREAS - here)


def _mended(known: pl.DataFrame, gazetteer: Gazetteer) -> tuple[pl.DataFrame, pl.Series]:
    """Put in what a mistyped postcode must have been; say where."""
    names = ("postcode", "x", "y", "quality", "ended", "large_user", "found")
    mended = ~known["found"] & known["suggestion"].is_not_null()
    if not mended.any():
        return known.select(names), mended
    meant = gazetteer.locate(known["suggestion"].to_list())
    return pl.select(pl.when(mended).then(meant[n]).otherwise(known[n]).alias(n) for n in names), mended


def _asked(text: pl.Series) -> pl.DataFrame:
    """Say what to look up for each cell: it as it stands, or the one postcode within a longer text."""
    upper = text.str.replace_many(dict(LOOK_ALIKES)).str.to_uppercase()
    whole = upper.str.contains(_WHOLE) & ~upper.str.contains(r"[^\x00-\x7f]")
    inside = (
        upper.str.extract_all(_WITHIN)
        .list.eval(pl.element().str.replace(" ", "", literal=True))
        .list.unique()
    )
    one = ~whole & (inside.list.len() == 1)
    odd = upper.str.contains(r"[^\x00-\x7f]") | (inside.list.len() > 1)
    asked = upper.set(odd & ~one, None)
    asked = asked.zip_with(~one, inside.list.first())
    return pl.DataFrame(
        {
            "asked": asked,
            "shaped": whole | one,
            "within": one,
            "several": ~whole & (inside.list.len() > 1),
            "elsewhere": upper.str.contains(_ELSEWHERE),
            "part": upper.str.contains(_PART),
            "nothing": upper.str.contains(_NOTHING),
        }
    )


def _reason(*, has_list: bool) -> pl.Expr:
    return (
        pl.when("elsewhere")
        .then(pl.lit("outside the area: a postcode of the forces, of an island or of no place at all."))
        .when("several").then(pl.lit("two postcodes in one cell. Give the one where it happened."))
        .when(pl.col("shaped") & ~pl.col("found") & ~pl.col("unlisted") & pl.lit(has_list))
        .then(pl.lit("no such postcode in the postcode list. Correct it, or leave the cell empty."))
    )  # fmt: skip


def _notes(known: pl.DataFrame, *, is_ward_too: bool) -> list[str]:
    free = pl.col("reason").is_null()
    words = ~pl.col("shaped") & ~pl.col("found") & free & ~pl.col("part") & ~pl.col("nothing")
    placeless = pl.col("found") & ~pl.col("usable") & ~pl.col("box")
    told = {
        "a postcode typed with O for 0 or I for 1 (or the reverse); read as the one that it must be": (
            pl.col("mended")
        ),
        "a postcode that has ended; its last known place was used": pl.col("usable")
        & pl.col("ended").is_not_null(),
        "the postcode of a PO box or of one organisation's post; counted for the whole area, off the map": (
            pl.col("box")
        ),
        "a postcode that the list has no place for; kept without a location": placeless,
        "a postcode of an area that the postcode list does not hold; kept without a location": (
            pl.col("shaped") & pl.col("unlisted") & free
        ),
        "only part of a postcode; kept without a location": pl.col("part") & ~pl.col("found") & free,
        "more than a postcode in the cell; only the postcode was read": pl.col("within") & pl.col("found"),
        "text that is no postcode; kept without a location": words & pl.lit(not is_ward_too),
    }
    rows = known.select(pl.col("rows").filter(where).sum().alias(text) for text, where in told.items())
    return [
        f"Postcode: {numbered(int(many), 'row has', 'rows have')} {text}."
        for text, many in rows.row(0, named=True).items()
        if many
    ]
