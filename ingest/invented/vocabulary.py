"""The words each sender uses for what happened, why, and where.  Codes in, an agency's words out."""

__all__ = ["PHRASES", "WORDS"]

WORDS: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "police-cris": {
        "category": {
            "violence": ("Common assault", "Assault without injury", "Actual bodily harm"),
            "public_order": ("Public fear alarm or distress", "Affray", "Section 5"),
            "harassment": ("Harassment", "Malicious communications"), "threats": ("Threats to kill", "Threatening behaviour"),
            "criminal_damage": ("Criminal damage", "Damage to dwelling", "Damage to vehicle"), "graffiti": ("Offensive graffiti",),
            "theft": ("Shoplifting", "Other theft", "Theft from the person"), "robbery": ("Robbery of personal property",),
            "vehicle_crime": ("Theft from motor vehicle", "Vehicle interference"), "drugs": ("Possession of drugs",),
            "online_abuse": ("Online harassment",), "verbal_abuse": ("Public fear alarm or distress",), "nuisance": ("Public order",),
            "discrimination": ("Other crime",), "bullying": ("Harassment",),
        },
        "strands": {
            "race": ("Racial",), "religion": ("Religious", "Faith"), "sexual_orientation": ("Homophobic",),
            "transgender": ("Transphobic",), "disability": ("Disability",), "gender": ("Misogyny",), "age": ("Age",),
            "other": ("Alternative subculture",),
        },
        "setting": {
            "street": ("Street", "Public place"), "near_home": ("Outside home", "Communal area"), "home": ("Dwelling",),
            "transport": ("Bus", "Railway station", "Bus stop"), "shop": ("Shop", "Supermarket", "Takeaway"),
            "venue": ("Licensed premises", "Club", "Place of worship"), "park": ("Open space", "Park"), "work": ("Workplace",),
            "online": ("Online", "Telephone"), "school": ("Educational establishment",), "other": ("Not recorded",),
        },
        "noticed_by": {
            "victim": ("Victim",), "witness": ("Witness", "Member of public"), "third_party": ("Third party",),
            "officer": ("On patrol", "Officer"),
        },
        "outcome": {
            "any": ("No suspect identified", "No suspect identified", "Under investigation", "Evidential difficulties",
                    "Victim does not support", "Charged", "Caution", "Community resolution"),
        },
    },
    "police-cad": {
        "category": {
            "verbal_abuse": ("Verbal abuse",), "harassment": ("Harassment",), "public_order": ("Public order",),
            "nuisance": ("ASB nuisance", "ASB personal", "ASB environmental", "Rowdy or inconsiderate behaviour"),
            "threats": ("Threatening behaviour",), "online_abuse": ("Malicious communications",),
        },
        "strands": {
            "race": ("Racist incident",), "religion": ("Faith hate",), "sexual_orientation": ("Homophobic",),
            "transgender": ("Transphobic",), "disability": ("Disability hate",), "gender": ("Gender",), "age": ("Age",),
            "other": ("Other hate",),
        },
        "setting": {
            "street": ("On street", "Highway"), "near_home": ("Outside home", "Communal area"), "home": ("Dwelling",),
            "transport": ("Bus", "Bus station"), "shop": ("Shop", "Retail"), "venue": ("Licensed premises",),
            "park": ("Park",), "online": ("Phone",), "other": ("Not recorded",),
        },
    },
    "council-asb": {
        "category": {
            "verbal_abuse": ("Verbal abuse", "Shouting abuse"), "harassment": ("Neighbour harassment", "Harassment"),
            "graffiti": ("Graffiti",), "threats": ("Intimidation",), "criminal_damage": ("Vandalism", "Damage to property"),
            "nuisance": ("Noise nuisance", "Youth nuisance", "Nuisance neighbour", "Street drinking", "Fly tipping"),
            "public_order": ("Rowdy behaviour",), "violence": ("Assault",), "online_abuse": ("Harassment",),
        },
        "strands": {
            "race": ("Racist", "Race"), "religion": ("Religion or belief",), "sexual_orientation": ("Homophobic",),
            "transgender": ("Transphobic",), "disability": ("Disability",), "gender": ("Sexist",), "age": ("Ageist",),
            "other": ("Other",),
        },
        "outcome": {
            "any": ("Closed", "Closed", "Open", "Warning letter", "Mediation", "Referred to police", "No further action"),
        },
    },
    "housing": {
        "category": {
            "verbal_abuse": ("Verbal abuse",), "harassment": ("Harassment", "Targeted harassment"), "graffiti": ("Graffiti",),
            "criminal_damage": ("Vandalism",), "threats": ("Threats or intimidation",), "nuisance": ("Noise", "Nuisance neighbour"),
            "public_order": ("Rowdy behaviour",), "violence": ("Physical assault",),
        },
        "strands": {
            "race": ("Race",), "religion": ("Religion or belief",), "sexual_orientation": ("Sexual orientation",),
            "transgender": ("Gender reassignment",), "disability": ("Disability",), "gender": ("Sex",), "age": ("Age",),
            "other": ("Other",),
        },
    },
    "third-party-centre": {
        "category": {
            "verbal_abuse": ("Shouted at", "Called names", "Verbal abuse"), "threats": ("Threatened",),
            "violence": ("Pushed", "Spat at", "Hit"), "harassment": ("Followed", "Harassment"),
            "discrimination": ("Refused service", "Unfair treatment"), "criminal_damage": ("Damage to property", "Broken window"),
            "online_abuse": ("Abusive messages", "Social media abuse"), "public_order": ("Verbal abuse",),
            "graffiti": ("Offensive graffiti",), "theft": ("Stealing",), "robbery": ("Mugging",), "nuisance": ("Verbal abuse",),
        },
        "strands": {
            "race": ("Race", "Skin colour"), "religion": ("Religion", "Faith"), "sexual_orientation": ("Sexuality",),
            "transgender": ("Trans",), "disability": ("Disability", "Learning disability"), "gender": ("Sex or gender",),
            "age": ("Age",), "other": ("Appearance", "Asylum seeker"),
        },
        "setting": {
            "street": ("In the street",), "near_home": ("Outside home", "Garden"), "home": ("At home",),
            "transport": ("On a bus", "Bus stop", "Train"), "shop": ("Shop or takeaway", "In a shop"),
            "venue": ("Pub or club", "Place of worship"), "park": ("Park",), "work": ("At work",),
            "online": ("Social media", "On the phone"), "school": ("College",), "other": ("Somewhere else",),
        },
    },
    "school-return": {
        "category": {
            "verbal_abuse": ("Name calling", "Derogatory language"), "bullying": ("Bullying", "Exclusion"),
            "violence": ("Physical",), "graffiti": ("Graffiti",), "online_abuse": ("Social media",),
        },
        "strands": {
            "race": ("Racist", "Race"), "religion": ("Religion or belief",), "sexual_orientation": ("Homophobic",),
            "transgender": ("Transphobic",), "disability": ("Disability",), "gender": ("Sexist",), "age": ("Other",),
            "other": ("Other",),
        },
        "setting": {
            "school": ("Playground", "Classroom", "Corridor", "Dining hall"), "transport": ("School bus",),
            "online": ("Social media",),
        },
    },
}  # fmt: skip
"""Format -> column -> code -> words; `any` where the column does not depend on what happened."""

PHRASES = (
    "Caller says it happened again after tea", "Left a message, will ring back", "Third time this month, keeps a diary",
    "Seen from the kitchen window", "Lots of noise by the bins", "Paint on the shutter, photo taken",
    "Shouting in the stairwell", "Asked for a visit from the warden", "Happened while waiting for the bus",
    "Neighbour also rang about it", "Said to be the same group as before", "Would like a call on Thursday",
)  # fmt: skip
"""Short invented remarks for the free-text column, to prove that they stop at the door."""
