"""Places that could take reports: libraries, halls, places of worship; with the slips of such lists."""

__all__ = ["CANDIDATES"]

CANDIDATES: tuple[tuple[str, str, float | None, float | None, str, str], ...] = (
    ("Lantern Sands Branch Library", "library", 3.42, 1.3, "yes", "open"),
    ("Fennick Branch Library", "library", 1.22, 1.12, "yes", "open"),
    ("Eddlestone Branch Library", "library", 2.42, -1.38, "yes", "open"),
    ("Marlgate Branch Library", "library", -1.34, 1.2, "no", "open"),
    ("Osier Branch Library", "library", -2.3, -1.16, "yes", "closed"),
    ("Netherfold Community Centre", "community centre", 1.95, 1.42, "yes", "open"),
    ("Quayside Hall", "hall", 3.2, 0.8, "no", "open"),
    ("Staithe Road Memorial Hall", "hall", 1.72, -1.62, "", "open"),
    ("Northfold Village Hall", "hall", 0.25, 2.72, "yes", "open"),
    ("Crescent Bowls Pavilion", "hall", 1.3, 2.05, "yes", "open"),
    ("St Wulfran's Church Hall", "place of worship", -0.7, 2.12, "yes", "open"),
    ("Wrenmouth Gurdwara", "place of worship", -1.55, 1.72, "yes", "open"),
    ("Osier Bank Chapel", "place of worship", -2.2, -1.6, "no", "open"),
    ("Beckside Leisure Centre", "leisure centre", -1.15, -0.95, "yes", "open"),
    ("Southbank Children's Centre", "children's centre", 0.68, -1.78, "yes", "open"),
    ("Riverside Health Centre", "health centre", -0.32, -0.72, "yes", "open"),
    ("Swing Bridge Food Bank", "food bank", 1.45, -1.02, "yes", "open"),
    ("Fenner's Bridge Speed Camera", "street furniture", -1.5, 0.1, "", "open"),
    ("The Old Drill Hall", "hall", None, None, "", "open"),
)
"""Name, kind, place in kilometres from the plan's origin, step-free, status; invented like all the rest.

One branch has closed, one row is no place to meet anybody, one says nowhere where it is.
"""
