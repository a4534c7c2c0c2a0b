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
    trained_until: str = ""
    contact: str = ""
    closed_since: str = ""
    paused_since: str = ""
    paused_until: str = ""
    reason: str = ""


CENTRES = [
    Centre("Wrenmouth Central Library", "library", -0.02, 0.98, "open", "all",
           "Mon-Fri 09:00-19:00; Sat 10:00-16:00", "English; Polish; Urdu", "yes", "2026-09-14",
           trained_until="2027-06-30", contact="01632 960100; library@wrenmouth.example"),
    Centre("Harbour Lights Advice Centre", "advice", 0.55, 0.72, "open", "all",
           "Mon-Fri 10:00-16:00", "English; Arabic; Somali", "yes", "2026-08-03",
           trained_until="2026-12-12", contact="01632 960114; advice@harbourlights.example"),
    Centre("Corngate Students' Union", "education", -0.2, 1.25, "open", "sexual_orientation; transgender",
           "Mon-Fri 10:00-17:00 in term", "English", "yes", "2026-06-22",
           trained_until="2027-07-31", contact="welfare@corngate-union.example"),
    Centre("Ottergate Mosque Welfare Office", "faith", -0.72, 0.88, "open", "religion; race",
           "Tue, Thu 17:00-20:00", "English; Urdu; Bengali", "no", "2026-07-19",
           trained_until="2026-08-31", contact="01632 960121"),
    Centre("The Willows Day Centre", "disability", -0.9, -1.15, "open", "disability",
           "Mon-Fri 09:30-15:30", "English; BSL", "yes", "2026-09-30",
           trained_until="2027-03-14", contact="01632 960133; office@willows.example"),
    Centre("Southgate Community House", "community", 0.36, -1.25, "open", "all",
           "Mon-Sat 09:00-18:00", "English; Romanian; Polish", "yes", "2026-05-11",
           trained_until="2026-12-20", contact="01632 960140; hello@southgatehouse.example"),
    Centre("Larkmoor Methodist Hall", "faith", 0.95, 2.05, "open", "all",
           "Wed 10:00-13:00", "English", "yes", "2025-07-02", trained_until="2026-03-31"),
    Centre("Lantern Sands Tourist Office", "council", 3.6, 1.28, "closed", "all",
           "closed March 2025", "English", "yes", "2026-02-17",
           closed_since="2025-03-01", reason="the building was sold"),
    Centre("Eddlestone Neighbourhood Office", "housing", 2.48, -1.46, "closed", "all",
           "closed November 2025", "English", "yes", "2026-02-17",
           closed_since="2025-11-07", reason="the landlord closed the office"),
    Centre("Fennick Carers' Hub", "disability", 1.3, 1.14, "open", "disability; age",
           "Mon, Wed, Fri 09:00-14:00", "English", "yes", "2026-04-28",
           contact="01632 960152; hub@fennickcarers.example"),
    Centre("Capstan House", "refuge", 3.25, 0.95, "open", "gender; transgender; sexual_orientation",
           "by appointment", "English; Farsi; Ukrainian", "yes", "2026-10-02", "no",
           trained_until="2027-09-30", contact="01632 960167"),
    Centre("Osier Bank Railway Ticket Office", "transport", -2.06, -1.2, "paused", "all",
           "Daily 06:30-20:00", "English", "no", "2026-03-09", trained_until="2027-01-31",
           paused_since="2026-10-26", paused_until="2026-11-15", reason="the ticket office is rebuilt"),
]  # fmt: skip
"""Larkmoor has not been checked for more than a year and sends nothing; Ottergate's training has run out, two
others' soon will; Osier Bank is paused; forms still named Lantern Sands when it had closed; Capstan House is
not listed; everything east of the Swing Bridge on the south bank is a long way from any open door."""
