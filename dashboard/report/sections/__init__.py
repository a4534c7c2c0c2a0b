"""The sections, in the order in which a pack has them."""

from collections.abc import Mapping

from dashboard.report.section import Section
from dashboard.report.sections.hot_spots import HOT_SPOTS
from dashboard.report.sections.quiet_wards import QUIET_WARDS
from dashboard.report.sections.tension import TENSION
from dashboard.report.sections.trends import TRENDS
from dashboard.report.sections.wards import WARDS

__all__ = ["SECTIONS"]

_ORDER: tuple[Section, ...] = (TRENDS, TENSION, HOT_SPOTS, WARDS, QUIET_WARDS)
SECTIONS: Mapping[str, Section] = {one.key: one for one in _ORDER}
