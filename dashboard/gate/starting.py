"""Whether the server may start: it refuses with the doctor's own words."""

from streamlit import __version__, config

from boundaries.drivers import too_many
from dashboard.desks.doctor import Finding, Surroundings, examine
from dashboard.desks.doctor.options import RULES
from dashboard.desks.importing import ERRORS
from dashboard.desks.sign_in import is_demo, sign_in_way
from dashboard.gate.provider import ProviderSettings
from dashboard.gate.settings import GateSettings
from dashboard.settings import Settings

__all__ = ["refusals", "surroundings"]


def surroundings(settings: Settings | None = None) -> Surroundings:
    """Say where this server stands, from the environment and from Streamlit's options."""
    settings, gate = settings or Settings(), GateSettings()
    options = {rule.option: config.get_option(rule.option) for rule in RULES}
    return Surroundings(
        settings=settings,
        way=sign_in_way(settings),
        is_demo=is_demo(settings.store),
        address=config.get_option("server.address") or "",
        has_certificates=bool(config.get_option("server.sslCertFile")),
        behind_tls=gate.behind_tls,
        hosts=gate.names,
        options=options,
        streamlit=__version__,
        provider=ProviderSettings().model_dump(),
        drivers=frozenset(too_many()),
    )


def refusals() -> list[Finding]:
    """Give what the server must not start with."""
    try:
        found = examine(surroundings(), starts=True)
    except ERRORS as error:
        return [Finding("store-unreadable", str(error), "Run: common-ground verify")]
    return [finding for finding in found if finding.stops]
