"""The list of planted truths: what was put in, where, and how much, counted from the events themselves."""

from datetime import date
from typing import Any

import numpy as np

from boundaries.crs import to_wgs84
from ingest.invented.event import Event
from ingest.invented.happen import DESERT_WARD, stopped_on
from ingest.invented.places import Places
from ingest.invented.planting import EVENT_DAYS
from ingest.invented.truths import BUSY, DESERT, EMERGING, EVENT, STATION_DESK, STOPPED, STRAND, Plant

__all__ = ["account"]

_SURVEY = {"asked_in_ward": 212, "experienced_in_ward_percent": 6.1, "experienced_in_borough_percent": 5.4}


def account(
    events: list[Event],
    plants: dict[str, Plant],
    places: Places,
    origin: tuple[float, float],
    days: tuple[date, date],
) -> list[dict[str, Any]]:
    """Describe every planted truth, with counts of located incidents inside and outside its circle."""
    found = [_placed(plant, events, origin) for plant in plants.values()]
    latest = days[1]
    stop = stopped_on(latest)
    sent = [e for e in events if e.sender == "housing"]
    found.append({
        "kind": STOPPED, "name": "Curlew Homes", "last_reported": str(max(e.reported(latest) for e in sent)),
        "from": str(stop), "to": str(latest), "incidents_before": len(sent), "incidents_after": 0,
        "note": "Nothing has come since; that is silence, not calm.",
    })  # fmt: skip
    found.append(_desert(events, places))
    found.append({
        "kind": EVENT, "name": "Borough-wide", "from": str(EVENT_DAYS[0]), "to": str(EVENT_DAYS[1]),
        "strands": ["race", "religion"], "incidents_planted": sum(e.plant == EVENT for e in events),
    })  # fmt: skip
    return found


def _placed(plant: Plant, events: list[Event], origin: tuple[float, float]) -> dict[str, Any]:
    x, y = plant.x + origin[0], plant.y + origin[1]
    (lon,), (lat,) = to_wgs84([x], [y])
    located = [e for e in events if e.x is not None and plant.days[0] <= e.day <= plant.days[1]]
    near = [np.hypot(e.x - x, (e.y or 0) - y) <= plant.radius_m for e in located]  # type: ignore[operator]
    inside = [e for e, is_near in zip(located, near, strict=True) if is_near]
    answer: dict[str, Any] = {
        "kind": plant.kind, "name": plant.name, "x": x, "y": y, "lon": round(float(lon), 6),
        "lat": round(float(lat), 6),
        "radius_m": plant.radius_m, "from": str(plant.days[0]), "to": str(plant.days[1]),
        "strands": list(plant.strands),
        "incidents_planted": sum(e.plant == plant.kind for e in events), "incidents_inside": len(inside),
        "incidents_borough": len(located),
        "with_a_strand_inside": sum(bool(e.strands) for e in inside),
        "with_a_strand_borough": sum(bool(e.strands) for e in located),
        "note": plant.note,
    }  # fmt: skip
    if plant.kind in (STRAND, EMERGING) or plant.strands:
        answer["these_strands_inside"] = sum(bool(set(e.strands) & set(plant.strands)) for e in inside)
        answer["these_strands_borough"] = sum(bool(set(e.strands) & set(plant.strands)) for e in located)
    if plant.kind in (BUSY, STATION_DESK):
        answer.pop("strands")
    return answer


def _desert(events: list[Event], places: Places) -> dict[str, Any]:
    """A ward with many people, few reports, and no open door near by."""
    wards = places.area.wards
    ward = wards.loc[wards["name"] == DESERT_WARD].iloc[0]
    located = [e for e in events if e.x is not None]
    names = places.ward_names(np.array([e.x for e in located]), np.array([e.y for e in located]))
    ours = [e for e, name in zip(located, names, strict=True) if name == DESERT_WARD]
    homes = np.array([w == DESERT_WARD for w in places.ward_names(places.homes.x, places.homes.y)])
    open_now = [c for c in places.centres if c["status"] == "open" and c["listed"] == "yes"]
    away = np.min([
        np.hypot(places.homes.x[homes] - float(c["easting"]),
                 places.homes.y[homes] - float(c["northing"])) for c in open_now
    ], axis=0)  # fmt: skip
    return {
        "kind": DESERT, "name": DESERT_WARD, "ward": str(ward["ward"]), "incidents_inside": len(ours),
        "incidents_borough": len(located), "third_party_inside": sum(e.sender in ("centre",
            "charity") for e in ours),
        "third_party_borough": sum(e.sender in ("centre", "charity") for e in located),
        "median_metres_to_an_open_centre": round(float(np.median(away))), "survey": _SURVEY,
        "note": "An invented residents' survey finds as many people targeted here as elsewhere; few report. "
        "The neighbourhood office that took reports has closed.",
    }  # fmt: skip
