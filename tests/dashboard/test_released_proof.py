"""The releases that the demo makes, with its own key and division: what they say of single incidents."""

import numpy as np
import pytest

from dashboard.desks.importing import open_desk
from dashboard.desks.release_records import read_records, secret_of
from dashboard.desks.releases import find_release, open_release
from dashboard.desks.releasing import _cells
from dashboard.settings import Settings
from dashboard.snapshot import Snapshot
from spatial.release.onlooker import bounds_of
from spatial.release.profiles import PROFILES
from spatial.release.proof import audit
from spatial.release.records import Records
from spatial.release.reporting_cells import ReportingCells
from tests.conftest import Demo


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_a_release_of_the_demo_proves_no_single_incident(
    demo: Demo, snapshot: Snapshot, profile: str, proof
) -> None:
    desk = open_desk(Settings(store=demo.store, partnership=demo.partnership, formats=demo.folder))
    kept = find_release(desk.store, profile)
    assert kept is not None and kept.key_id
    release = open_release(desk.store, kept)
    rows = read_records(desk, secret_of(desk.store.url, [kept.key_id]), snapshot).records
    sources = list(release.sources)
    listed = np.array([sources.index(word) if word in sources else -1 for word in snapshot.words["source"]])
    records = Records(
        key=rows["key"].to_numpy(),
        ward=rows["ward"].to_numpy(),
        cell9=_cells(snapshot, rows),
        day=rows["first"].to_numpy(),
        strands=rows["strands"].to_numpy(),
        source=listed[rows["source"].to_numpy()],
    )
    found = audit(
        release.values,
        records,
        bounds=bounds_of(PROFILES[profile].with_threshold(release.threshold)),
        wards=tuple(release.wards),
        strands=tuple(release.strands),
        sources=sources,
        cells=ReportingCells(release.cells),
        year=2025,
        most=10_000,
    )
    proof(
        f"linear programming, {profile} release of the demo, ward x month x strand: "
        f"{found.proved} of {found.tried} single incidents proved, {found.exact} exact"
    )
    assert found.tried == found.singles > 100
    assert found.proved == found.exact == 0
