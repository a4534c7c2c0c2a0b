"""The sections, in the order in which a pack has them."""

from collections.abc import Mapping

from dashboard.report.section import Section
from dashboard.report.sections.trends import TRENDS

__all__ = ["SECTIONS"]

_ORDER: tuple[Section, ...] = (TRENDS,)
SECTIONS: Mapping[str, Section] = {one.key: one for one in _ORDER}
