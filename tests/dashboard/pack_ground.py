"""What sections of a pack are made from: the town's releases without registers, or the whole demo."""

from datetime import UTC, date, datetime
from typing import Any, cast

import numpy as np

from boundaries.crs import geometry_to_bng
from dashboard.answers.released.offered import offered
from dashboard.desks.importing import Desk
from dashboard.desks.releases import find_release, open_release
from dashboard.geography import geography
from dashboard.released.ground import released_ground
from dashboard.released.release import Release
from dashboard.report.period import periods_in
from dashboard.report.section import Ground
from dashboard.report.template import Template
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from tests.dashboard.released_town import SHAPES, town_geography, town_release

__all__ = ["demo_ground", "town_ground", "usual_template"]


def usual_template(profile: str = "partner", **said: Any) -> Template:
    """Give a template that asks for nothing."""
    level = "OFFICIAL" if profile == "public" else "OFFICIAL-SENSITIVE"
    return Template("usual", "Pack", "the meeting", profile, (), cast(Any, level), **said)


def town_ground(
    profile: str = "partner", *, kind: str = "quarter", release: Release | None = None, **said: Any
) -> Ground:
    """Lay the ground over a release of the town; `said` replaces what is there."""
    one = release or town_release(profile)
    outlines = dict(zip(SHAPES, geometry_to_bng(np.array(list(SHAPES.values()), dtype=object)), strict=True))
    given: dict[str, Any] = {
        "partnership": "Townshire", "template": usual_template(profile),
        "period": periods_in(offered(one).all_periods, kind)[0], "release": one, "outlines": outlines,
        "drawn": released_ground(one, town_geography()), "desk": None, "snapshot": None, "viewer": ANALYST,
        "today": date(2026, 1, 20), "made_at": datetime(2026, 1, 20, 10, 0, tzinfo=UTC),
    }  # fmt: skip
    return Ground(**{**given, **said})


def demo_ground(desk: Desk, snapshot: Snapshot, profile: str = "partner", **said: Any) -> Ground:
    """Lay the ground over the demo: its last release, its registers, its records."""
    kept = find_release(desk.store, profile)
    assert kept is not None
    release = open_release(desk.store, kept)
    wards = desk.study_area.wards
    given: dict[str, Any] = {
        "partnership": desk.partnership.name, "template": usual_template(profile),
        "period": periods_in(offered(release).all_periods, "quarter")[0], "release": release,
        "outlines": dict(zip(wards["ward"], wards.geometry, strict=True)),
        "drawn": released_ground(release, geography(snapshot)), "desk": desk, "snapshot": snapshot,
        "viewer": ANALYST, "today": date.today(), "made_at": datetime.now(UTC),
    }  # fmt: skip
    return Ground(**{**given, **said})
