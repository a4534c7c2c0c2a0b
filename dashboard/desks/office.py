"""What every desk has at hand: the store, the partnership, its policy and its geography."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from boundaries.agency import Agency
from boundaries.partnership import Partnership
from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea
from ingest.errors import FileRefused
from ingest.policy import Policy
from ingest.records import Store
from ingest.rhythm import last_whole_period

__all__ = ["Office"]


@dataclass(frozen=True)
class Office:
    """Everything that taking in and entering needs, opened once."""

    store: Store
    partnership: Partnership
    policy: Policy
    study_area: StudyArea
    gazetteer: Gazetteer
    formats_folder: Path

    def owed_period(self, agency: str, today: date | None = None) -> str:
        """Name the last whole period of an agency's rhythm: '2026-10', or '2026-W44' for a weekly one."""
        rhythm = self._agency(agency).expects
        return last_whole_period(rhythm, today or date.today())

    def _agency(self, name: str) -> Agency:
        known = {agency.name: agency for agency in self.partnership.agencies}
        return known.get(name) or Agency(name=name, title=name)

    def spelled(self, name: str) -> str:
        """Give a name as the partnership file writes it: another spelling would be a second sender."""
        known = {_folded(agency.name): agency.name for agency in self.partnership.agencies}
        return known.get(_folded(name)) or " ".join(name.split())

    def check_sender(self, agency: str) -> None:
        """Refuse an agency whose account is suspended."""
        if self._agency(agency).suspended:
            raise FileRefused(
                f"This account cannot send data: {agency} is suspended in the partnership file. Nothing was "
                "loaded. Ask whoever keeps the partnership file."
            )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
