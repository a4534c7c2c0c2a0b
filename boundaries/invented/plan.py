"""The hand-drawn plan of the invented borough: where land, river, railway, roads and quarters should lie.

Nothing here exists.  The borough is in the North Sea, tens of kilometres from any shore, so that no real
street, estate or community is shown as a hot spot of anything.  Coordinates are kilometres east and north of
`ORIGIN` (EPSG:27700); the seed only decides how the lines wander and how the gaps are filled.
"""

__all__ = [
    "ANCHORS",
    "BRANCH_LINE",
    "COAST",
    "DOCKS",
    "LANDMARKS",
    "LAND_EDGE",
    "MAIN_ROADS",
    "NAME",
    "ORIGIN",
    "PARKS",
    "PLACE",
    "QUARTERS",
    "RAILWAY",
    "RIVER",
    "RIVER_NAME",
    "STATIONS",
    "WATERSIDE",
]

NAME = "Wrenmouth"
PLACE = "borough"
RIVER_NAME = "River Wren"
ORIGIN = (572_000.0, 462_000.0)
"""Metres, EPSG:27700: open sea about 45 km east of Flamborough Head, inside the OSTN15 grid."""

LAND_EDGE = [
    (4.6, 2.95), (3.5, 2.9), (2.7, 3.15), (2.0, 2.75), (1.2, 3.3), (0.3, 3.5), (-0.6, 3.0), (-1.5, 3.25),
    (-2.3, 2.75), (-2.9, 2.2), (-3.9, 2.05), (-4.25, 1.35), (-4.0, 0.65), (-4.3, 0.05), (-3.7, -0.65),
    (-3.8, -1.4), (-2.95, -1.9), (-2.55, -2.8), (-1.6, -2.7), (-0.95, -3.3), (0.1, -3.05), (0.9, -3.5),
    (1.9, -3.05), (2.6, -3.25), (3.2, -2.85), (4.6, -2.9),
]  # fmt: skip
"""Borough boundary from the north coast anticlockwise to the south coast; the sea closes it."""

COAST = [
    (5.4, 9.0), (4.9, 6.5), (4.1, 4.6), (3.95, 3.2), (3.62, 2.5), (3.78, 1.9), (3.95, 1.2), (3.88, 0.5),
    (3.98, 0.0), (3.7, -0.42), (3.72, -1.3), (3.95, -1.75), (3.6, -2.3), (3.75, -2.9), (4.2, -4.4),
    (4.0, -6.5), (4.6, -9.0),
]  # fmt: skip

RIVER = [
    (-9.0, 2.2), (-7.2, 1.5), (-5.9, 1.35), (-4.9, 0.75), (-4.1, 0.55), (-3.45, 1.0), (-2.75, 0.95),
    (-2.2, 0.3), (-1.75, -0.35), (-1.15, -0.5), (-0.55, -0.2), (0.0, 0.2), (0.55, 0.28), (1.1, -0.05),
    (1.6, -0.62), (2.2, -0.82), (2.85, -0.68), (3.4, -0.8), (3.9, -0.95), (4.6, -0.9),
]  # fmt: skip

DOCKS = [((2.02, -0.52), 0.13, 0.42, 20.0), ((2.55, -0.40), 0.12, 0.40, 12.0)]
"""Centre, width, length (km) and tilt (degrees) of each dock basin."""

RAILWAY = [
    (-8.5, -2.6), (-6.0, -2.3), (-4.2, -1.55), (-3.0, -1.3), (-1.9, -1.25), (-1.15, -0.95), (-0.78, -0.4),
    (-0.5, 0.3), (-0.3, 0.85), (0.1, 1.42), (0.9, 1.7), (1.8, 1.68), (2.6, 2.05), (3.0, 2.75), (3.25, 4.2),
    (3.7, 8.0),
]  # fmt: skip
BRANCH_LINE = [(1.3, 1.712), (1.62, 1.66), (1.95, 1.4), (2.15, 0.9), (2.25, 0.3), (2.3, -0.12)]
STATIONS = [
    ("Wrenmouth Central", -0.42, 0.52),
    ("Osier Bank", -2.05, -1.27),
    ("Larkmoor", 1.05, 1.71),
    ("Lantern Sands", 2.72, 2.18),
]

MAIN_ROADS: dict[str, list[tuple[float, float]]] = {
    "North Road": [(0.1, 1.22), (0.05, 1.75), (-0.25, 2.4), (-0.2, 3.1), (-0.35, 4.4), (-0.1, 7.5)],
    "Marlgate Road": [
        (-0.3, 0.86), (-1.0, 1.05), (-1.9, 1.5), (-3.0, 1.65), (-4.2, 1.75), (-6.0, 2.4), (-8.5, 2.9),
    ],
    "Sea Road": [(0.5, 0.95), (1.1, 1.08), (2.1, 1.0), (3.0, 1.18), (3.86, 1.2)],
    "Wren Bridge": [(0.1, 0.5), (0.02, 0.2), (0.12, -0.3), (0.25, -0.75)],
    "Southgate": [(0.25, -0.75), (0.32, -1.4), (0.1, -2.2), (0.38, -3.0), (0.2, -4.4), (0.7, -7.5)],
    "Osier Way": [
        (0.25, -0.75), (-0.5, -1.1), (-1.4, -1.42), (-2.4, -1.55), (-3.4, -1.05), (-4.6, -1.0),
        (-8.0, -1.6),
    ],
    "Staithe Road": [(0.25, -0.75), (1.0, -1.15), (1.9, -1.5), (2.8, -1.6), (3.86, -1.66)],
    "Northern Orbital": [
        (-2.75, 1.62), (-2.2, 2.15), (-1.2, 2.3), (-0.25, 2.42), (0.6, 2.25), (1.6, 2.3), (2.5, 1.75),
        (3.0, 1.18),
    ],
    "Southern Orbital": [
        (-2.4, -1.55), (-1.7, -2.15), (-0.7, -2.3), (0.1, -2.2), (1.1, -2.2), (2.2, -2.4), (2.8, -1.6),
    ],
    "Fenner's Bridge": [(-1.9, 1.5), (-1.62, 0.8), (-1.5, 0.0), (-1.42, -0.7), (-1.4, -1.42)],
    "Dock Road": [
        (0.5, 0.95), (1.0, 0.62), (1.5, 0.15), (2.1, -0.14), (2.8, -0.02), (3.35, 0.35), (3.5, 1.24),
    ],
    "Swing Bridge Road": [(1.28, 0.36), (1.32, -0.1), (1.28, -0.55), (1.1, -1.18)],
    "Inner Ring": [
        (0.5, 0.95), (0.36, 1.18), (0.1, 1.22), (-0.16, 1.12), (-0.3, 0.86), (-0.18, 0.6), (0.1, 0.5),
        (0.4, 0.62), (0.5, 0.95),
    ],
}  # fmt: skip

WATERSIDE = {
    "Wharf Street": (-0.55, 0.0, 0.9, 0.75),
    "South Quay": (-0.6, -0.75, 0.95, 0.12),
    "The Esplanade": (3.2, 0.55, 4.6, 2.6),
    "Mole Road": (3.2, -2.5, 4.6, -1.3),
}
"""Streets that follow the water, and the box (west, south, east, north) in which they do."""

PARKS = [
    ("Almoner's Park", "park", -0.78, 1.5, 0.27),
    ("Castle Green", "park", 0.02, 0.62, 0.07),
    ("Jubilee Field", "park", 1.95, 0.62, 0.20),
    ("Capstan Gardens", "park", 3.42, 1.55, 0.13),
    ("Sallow Meadows", "meadow", -3.15, 0.35, 0.42),
    ("Ottergate Meadow", "meadow", -1.0, 0.22, 0.22),
    ("Pinder's Common", "common", -0.55, -1.72, 0.27),
    ("St Osric's Cemetery", "cemetery", 1.55, -1.85, 0.17),
    ("Ropemaker's Park", "park", 0.95, -0.62, 0.15),
    ("Hollin Wood", "wood", -1.75, 2.75, 0.36),
    ("Brackenholt Wood", "wood", -3.0, -2.05, 0.33),
    ("Withy Moor", "common", 1.25, -2.9, 0.36),
    ("Larkmoor Country Park", "park", 1.2, 2.85, 0.40),
    ("Gallow Copse", "wood", -3.55, 1.35, 0.18),
    ("Skelder Plantation", "wood", 2.75, -2.65, 0.26),
    ("Marram Links", "common", 3.25, -2.15, 0.25),
    ("Fallowdene Playing Fields", "playing field", -1.35, -1.95, 0.17),
    ("Cressbeck Recreation Ground", "playing field", 0.55, 1.85, 0.15),
    ("Northfield Allotments", "playing field", -1.2, 1.9, 0.12),
]
"""Name, kind, centre and rough radius (km)."""

QUARTERS = [
    ("core", 0.1, 0.9), ("core", -0.05, 0.7), ("core", 0.3, 0.75), ("terraces", 0.75, 0.75),
    ("terraces", 0.8, 1.35), ("terraces", -0.6, 1.05), ("terraces", 0.35, -0.35), ("terraces", -0.3, -0.65),
    ("terraces", 0.75, -0.95), ("terraces", -0.35, 1.75), ("terraces", 1.45, 0.75), ("terraces", 3.3, 1.6),
    ("terraces", 3.35, 0.85), ("terraces", 0.55, 1.5), ("terraces", 1.7, -1.1), ("villas", -1.3, 1.35),
    ("villas", -0.75, 2.05), ("villas", 2.9, 2.0), ("villas", 2.7, 0.75), ("villas", -1.35, 0.8),
    ("estate", 1.9, 1.3), ("estate", -0.9, -1.35), ("estate", 2.3, -1.25), ("estate", -1.3, -0.9),
    ("estate", 0.75, -1.75), ("crescents", 0.5, 2.55), ("crescents", 1.7, 2.0), ("crescents", -2.3, -1.05),
    ("crescents", -0.15, -1.75), ("crescents", 1.6, -1.75), ("crescents", -2.15, 1.85),
    ("crescents", -1.55, 2.0), ("crescents", -2.35, 0.9), ("crescents", -0.95, -0.85),
    ("crescents", 2.45, 1.5), ("crescents", 0.9, 2.0), ("closes", 0.2, 3.0), ("closes", -0.75, 2.65),
    ("closes", 1.95, 2.55), ("closes", -2.9, 1.45), ("closes", -2.6, -0.45), ("closes", -3.3, -1.3),
    ("closes", -2.2, -2.0), ("closes", -0.8, -2.55), ("closes", 0.5, -2.55), ("closes", 1.55, -2.3),
    ("closes", 3.3, -1.5), ("closes", 2.6, -2.0), ("closes", -1.6, -1.75), ("closes", -2.6, 2.2),
    ("closes", 3.0, 2.55), ("sheds", 2.3, -0.25), ("sheds", 2.9, -0.3), ("sheds", 1.75, -0.2),
    ("sheds", 3.4, -0.2), ("sheds", 2.4, -0.98), ("sheds", 3.2, -1.1), ("sheds", -3.0, -0.95),
    ("sheds", 1.45, 1.98), ("fields", -3.7, 1.0), ("fields", -3.6, 0.0), ("fields", -2.9, 0.0),
    ("fields", -3.4, 1.9), ("fields", -1.7, 2.85), ("fields", -2.4, 2.55), ("fields", 1.2, 2.95),
    ("fields", 2.4, 2.9), ("fields", -3.5, -0.6), ("fields", -3.4, -1.6), ("fields", -2.4, -2.5),
    ("fields", -1.3, -2.75), ("fields", 0.3, -3.1), ("fields", 1.2, -2.95), ("fields", 2.4, -2.8),
    ("fields", 3.3, -2.5), ("fields", -2.6, -1.95), ("fields", -2.6, 0.4), ("fields", -0.3, -3.05),
    ("fields", 3.3, 3.0),
]  # fmt: skip
"""What kind of streets to expect around a point: each patch of land takes the kind of the nearest."""

ANCHORS = [
    ("Corngate", 0.1, 0.85), ("Staithe Quarter", 2.2, 0.1), ("Ottergate", -0.8, 0.9),
    ("Hollin Bank", -1.5, 2.4), ("Larkmoor", 0.9, 2.4), ("Cressbeck", -0.1, 1.9),
    ("Lantern Sands", 2.9, 2.3), ("Capstan", 3.4, 1.0), ("Fennick", 1.2, 1.2), ("Netherfold", 2.1, 1.5),
    ("Gallow Marl", -2.9, 1.6), ("Wrenbridge", 0.3, -0.5), ("Osier Bank", -2.3, -1.2),
    ("Pinder's Green", -0.8, -1.3), ("Ropewalk", 1.2, -0.9), ("Eddlestone Rise", 2.6, -1.5),
    ("Thistlecroft", -1.7, -2.2), ("Tollerwick", 0.2, -2.6), ("Wainfold", 1.5, -2.2),
    ("Sallowfield", -3.0, -0.4), ("Quarrel Hill", -0.2, -1.7),
]  # fmt: skip
"""Ward names and the place each grows from."""

LANDMARKS = [
    ("Wrenmouth Exchange", "retail", 0.22, 0.93),
    ("Market Place", "square", 0.06, 0.82),
    ("Corngate Bus Station", "bus station", -0.12, 0.72),
    ("Lantern Sands Pier", "leisure", 3.78, 1.2),
    ("Wharfside bars", "night", 0.35, 0.5),
    ("Osier Park Retail", "retail", -2.75, -1.15),
    ("Netherfold Parade", "shops", 2.0, 1.35),
    ("Fennick Row", "shops", 1.25, 1.08),
    ("Southgate Parade", "shops", 0.3, -1.1),
    ("Eddlestone Square", "shops", 2.45, -1.5),
    ("The Willows Day Centre", "day centre", -0.9, -1.15),
    ("Wrenmouth General Infirmary", "hospital", -1.25, 1.15),
    ("Wrenmouth Athletic Ground", "ground", 1.75, -0.95),
    ("Central Library", "library", -0.02, 0.98),
    ("Corngate Police Office", "police", -0.18, 1.06),
]  # fmt: skip
