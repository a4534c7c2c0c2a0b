"""The sections, in the order in which a pack has them."""

from collections.abc import Mapping

from dashboard.report.section import Section

__all__ = ["SECTIONS"]

_ORDER: tuple[Section, ...] = ()
SECTIONS: Mapping[str, Section] = {one.key: one for one in _ORDER}
