"""Third-party reporting centres: open, closed, specialist, forgotten, and one kept off the map."""

from dataclasses import dataclass

__all__ = ["CENTRES", "Centre"]


@dataclass(frozen=True)
class Centre:
    """One centre; place in kilometres from the plan's origin, dates as ISO text."""

    name: str
    kind: str
    x: float
    y: float
    status: str
    strands: str
    opening: str
    languages: str
    step_free: str
    last_checked: str
    listed: str = "yes"


CENTRES = [
    Centre("Wrenmouth Central Library", "library", -0.02, 0.98, "open", "all",
           "Mon-Fri 09:00-19:00; Sat 10:00-16:00", "English; Polish; Urdu", "yes", "2026-09-14"),
    Centre("Harbour Lights Advice Centre", "advice", 0.55, 0.72, "open", "all",
           "Mon-Fri 10:00-16:00", "English; Arabic; Somali", "yes", "2026-08-03"),
    Centre("Corngate Students' Union", "education", -0.2, 1.25, "open", "sexual_orientation; transgender",
           "Mon-Fri 10:00-17:00 in term", "English", "yes", "2026-06-22"),
    Centre("Ottergate Mosque Welfare Office", "faith", -0.72, 0.88, "open", "religion; race",
           "Tue, Thu 17:00-20:00", "English; Urdu; Bengali", "no", "2026-07-19"),
    Centre("The Willows Day Centre", "disability", -0.9, -1.15, "open", "disability",
           "Mon-Fri 09:30-15:30", "English; BSL", "yes", "2026-09-30"),
    Centre("Southgate Community House", "community", 0.36, -1.25, "open", "all",
           "Mon-Sat 09:00-18:00", "English; Romanian; Polish", "yes", "2026-05-11"),
    Centre("Larkmoor Methodist Hall", "faith", 0.95, 2.05, "open", "all",
           "Wed 10:00-13:00", "English", "yes", "2025-07-02"),
    Centre("Lantern Sands Tourist Office", "council", 3.6, 1.28, "closed", "all",
           "closed March 2025", "English", "yes", "2026-02-17"),
    Centre("Eddlestone Neighbourhood Office", "housing", 2.48, -1.46, "closed", "all",
           "closed November 2025", "English", "yes", "2026-02-17"),
    Centre("Fennick Carers' Hub", "disability", 1.3, 1.14, "open", "disability; age",
           "Mon, Wed, Fri 09:00-14:00", "English", "yes", "2026-04-28"),
    Centre("Capstan House", "refuge", 3.25, 0.95, "open", "gender; transgender; sexual_orientation",
           "by appointment", "English; Farsi; Ukrainian", "yes", "2026-10-02", "no"),
    Centre("Osier Bank Railway Ticket Office", "transport", -2.06, -1.2, "open", "all",
           "Daily 06:30-20:00", "English", "no", "2026-03-09"),
]  # fmt: skip
"""Larkmoor has not been checked for more than a year; Capstan House asks not to be listed; everything east of
the Swing Bridge on the south bank is a long way from any open door."""
