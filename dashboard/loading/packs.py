"""Packs for a meeting."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date, datetime

from dashboard.exporting.document import Document
from dashboard.gate.principal import allow
from dashboard.loading.opened import exact, load_data, load_desk, load_own_partnership
from dashboard.loading.places import load_outlines
from dashboard.loading.releases import load_released_ground
from dashboard.released.release import Release
from dashboard.report.pack import make_pack
from dashboard.report.period import PackPeriod
from dashboard.report.section import Ground
from dashboard.report.template import Template
from dashboard.report.template_file import Templates, templates_for
from dashboard.settings import Settings

__all__ = [
    "ask_pack",
    "load_templates",
]


def load_templates() -> Templates:
    """Read the templates of the pack: ours and the partnership's own, as they are now."""
    allow("make packs")
    return templates_for(load_own_partnership(Settings()))


def ask_pack(
    template: Template,
    period: PackPeriod,
    release: Release,
    chosen: tuple[int, ...],
    *,
    made_at: datetime,
) -> tuple[Hashable, Callable[[Callable[[float], None]], Document]]:
    """Name a pack, made at a click so that it holds the registers as they were then; say how it is made."""
    looking, snapshot, desk = exact("make packs"), load_data(), load_desk("make packs")
    ground = Ground(
        partnership=desk.partnership.name,
        template=template,
        period=period,
        release=release,
        outlines=load_outlines(),
        drawn=load_released_ground(release),
        desk=desk,
        snapshot=snapshot,
        viewer=looking,
        today=date.today(),
        made_at=made_at,
        chosen=chosen,
    )
    key = ("pack", snapshot.version, release.digest, looking, template, period, chosen, made_at)
    return key, lambda told: make_pack(replace(ground, told=told), purpose="A meeting of the partnership")
