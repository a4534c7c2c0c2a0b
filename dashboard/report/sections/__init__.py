"""The sections, in the order in which a pack has them."""

from collections.abc import Mapping

from dashboard.report.section import Section
from dashboard.report.sections.actions import ACTIONS
from dashboard.report.sections.coverage import COVERAGE
from dashboard.report.sections.evaluations import EVALUATIONS
from dashboard.report.sections.glossary import GLOSSARY_SECTION
from dashboard.report.sections.hot_spots import HOT_SPOTS
from dashboard.report.sections.method import METHOD
from dashboard.report.sections.quiet_wards import QUIET_WARDS
from dashboard.report.sections.reach import REACH
from dashboard.report.sections.summary import SUMMARY
from dashboard.report.sections.tension import TENSION
from dashboard.report.sections.trends import TRENDS
from dashboard.report.sections.wards import WARDS
from dashboard.report.sections.you_said_we_did import YOU_SAID_WE_DID

__all__ = ["SECTIONS"]

_ORDER: tuple[Section, ...] = (
    SUMMARY,
    TRENDS,
    TENSION,
    HOT_SPOTS,
    WARDS,
    QUIET_WARDS,
    REACH,
    ACTIONS,
    YOU_SAID_WE_DID,
    EVALUATIONS,
    COVERAGE,
    METHOD,
    GLOSSARY_SECTION,
)
SECTIONS: Mapping[str, Section] = {one.key: one for one in _ORDER}
