"""Sample files at the desk: invented rows on the partnership's own ground, up to its latest record."""

from datetime import date

import numpy as np
from sqlalchemy import func, select

from boundaries.crs import to_wgs84
from dashboard.desks.importing import Desk
from ingest.invented.samples import ROWS, SAMPLES, Ground, Sample, make_sample
from ingest.records import schema

__all__ = ["SAMPLES", "Sample", "sample_file"]

SEED = 11


def sample_file(desk: Desk, sample: Sample, *, today: date | None = None) -> bytes:
    """Make a sample for a partnership.

    Its days end with the latest record, or today where there is none: later ones would move every window.
    """
    today = today or date.today()
    with desk.store.reading() as connection:
        latest = connection.execute(select(func.max(schema.incidents.c.occurred_from))).scalar()
    return make_sample(sample.code, _ground(desk), until=min(latest or today, today))


def _ground(desk: Desk) -> Ground:
    """Draw points inside the wards, the same every time; no record has a part in it."""
    chance = np.random.default_rng(SEED)
    wards = desk.study_area.wards
    picked = wards.iloc[chance.integers(len(wards), size=ROWS)]
    middles = picked.geometry.representative_point()
    x = middles.x.to_numpy() + chance.uniform(-60, 60, ROWS)
    y = middles.y.to_numpy() + chance.uniform(-60, 60, ROWS)
    lon, lat = to_wgs84(x, y)
    return Ground(picked["name"].tolist(), x, y, lon, lat)
