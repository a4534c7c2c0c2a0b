"""The seven senders of the demo: who they are, what they record, in which format.  All names are invented."""

from dataclasses import dataclass

__all__ = ["SENDERS", "Sender"]


@dataclass(frozen=True)
class Sender:
    """One agency's file.

    Attributes
    ----------
    key : str
        Short name, for the tables here.
    agency, format, file : str
        What the import is told, and the name of the file.
    incidents : int
        How many incidents it records in the three years, planted ones aside.
    hate_share : float
        How many of them have a strand.
    settings, hate, other : dict of code to weight
        Kinds of place; what happens where there is a strand, and where there is none.
    """

    key: str
    agency: str
    format: str
    file: str
    incidents: int
    hate_share: float
    settings: dict[str, float]
    hate: dict[str, float]
    other: dict[str, float]


SENDERS = (
    Sender(
        "cris", "Wrenshire Police", "police-cris", "wrenshire-police-crimes.csv", 2_250, 0.68,
        {"street": 34, "near_home": 15, "home": 10, "transport": 9, "shop": 13, "venue": 8, "park": 3,
         "work": 3,
         "online": 4, "school": 1},
        {"public_order": 40, "violence": 20, "harassment": 16, "threats": 9, "criminal_damage": 9,
         "graffiti": 4,
         "theft": 1, "robbery": 1},
        {"violence": 26, "public_order": 14, "criminal_damage": 16, "theft": 24, "harassment": 9,
         "vehicle_crime": 6,
         "robbery": 3, "drugs": 2},
    ),
    Sender(
        "cad", "Wrenshire Police control room", "police-cad", "wrenshire-police-incident-log.csv", 1_150,
        0.34,
        {"street": 41, "near_home": 22, "home": 6, "transport": 9, "shop": 10, "venue": 5, "park": 6,
         "online": 1},
        {"verbal_abuse": 55, "harassment": 15, "public_order": 15, "nuisance": 15},
        {"nuisance": 100},
    ),
    Sender(
        "council", "Wrenmouth Borough Council", "council-asb", "wrenmouth-council-asb.csv", 1_020, 0.36,
        {"near_home": 52, "street": 30, "park": 8, "shop": 4, "home": 6},
        {"verbal_abuse": 34, "harassment": 22, "graffiti": 26, "threats": 10, "criminal_damage": 8},
        {"nuisance": 66, "graffiti": 12, "criminal_damage": 10, "harassment": 8, "threats": 4},
    ),
    Sender(
        "housing", "Curlew Homes", "housing", "curlew-homes-casework.tsv", 480, 0.30,
        {"near_home": 70, "home": 30},
        {"harassment": 34, "verbal_abuse": 36, "graffiti": 12, "criminal_damage": 10, "threats": 8},
        {"nuisance": 78, "harassment": 10, "criminal_damage": 12},
    ),
    Sender(
        "centre", "Wrenmouth Reporting Centres", "third-party-centre", "reporting-centre-forms.csv", 300, 1.0,
        {"street": 34, "near_home": 20, "home": 8, "transport": 12, "shop": 10, "venue": 6, "park": 4,
         "online": 6},
        {"verbal_abuse": 50, "threats": 12, "violence": 13, "harassment": 12, "discrimination": 8,
         "criminal_damage": 5},
        {},
    ),
    Sender(
        "charity", "Lantern Victim Care", "third-party-centre", "lantern-victim-care-forms.csv", 170, 1.0,
        {"street": 26, "near_home": 24, "home": 14, "transport": 9, "shop": 7, "venue": 6, "work": 5,
         "online": 9},
        {"verbal_abuse": 34, "harassment": 24, "threats": 16, "violence": 16, "discrimination": 6,
         "criminal_damage": 4},
        {},
    ),
    Sender(
        "school", "Wrenmouth Schools Partnership", "school-return", "schools-prejudice-return.csv", 255, 1.0,
        {"school": 90, "transport": 5, "online": 5},
        {"verbal_abuse": 55, "bullying": 28, "violence": 10, "graffiti": 4, "online_abuse": 3},
        {},
    ),
)  # fmt: skip
