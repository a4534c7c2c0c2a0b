"""Street names, made up from what such streets tend to be called after.  Any likeness to a real address is
chance: there is no land here."""

import numpy as np

__all__ = ["Namer"]

_WORDS = {
    "core": "Corn Salt Fish Tallow Wool Pepper Needle Hosier Candle Bakehouse Friar Chantry Minster Abbot "
    "Mercer Cooper Fletcher Glover Saddler Tanner Chandler Lorimer Skinner Barber Vintner Cheap "
    "Hart Swan Mitre Bell Anchor Lantern Staple Guild Moot Pillory Conduit Almonry Dyer Cordwain "
    "Angel Crane Bridewell Silver Lamb",
    "terraces": "Alma Inkerhythe Garnet Ruby Opal Jasper Pearl Amber Coral Topaz Albion Victor Alberta "
    "Clarence Maud Edith Florence Beatrice Harold Ernest Percy Edmund Oswald Wilfred Cecil Mafeld "
    "Tugela Ladyshaw Redver Buller Raglan Lucan Cardwell Havelow Outram Trevor Denison Garfield "
    "Lincoln Cobden Bright Peel Russet Derby Granby Rutland Milner Stanhope Selwyn Argyle Arundel "
    "Belvoir Chatsworth Haddon Keswick Derwent Ennerdale Rydal Grasmere Tarn Capstan Windlass "
    "Halyard Bosun Mainsail Topsail Bowline Mizzen Schooner Ketch Brig Lugger Coble Smack Herring "
    "Kipper",
    "villas": "Alderbourne Beaulieu Cavendale Devoran Elmhurst Fairholme Glenmore Hartington Ivanhoe "
    "Kenilmore Lynwood Marlborne Northolme Oakfield Penrose Queensmead Ravenscourt Sandringmore "
    "Thornfield Uplands Vicarage Westbourne Yewtree Ashbourne Burlinghame Claremore Denmark "
    "Eversley Framlingham Grosmere Highclere Linden Melrose Osborne",
    "crescents": "Coronation Jubilee Churchmead Attwell Bevanstead Addison Morrisfield Lansbury Unwin "
    "Parkerfield Howardine Letchmore Hampstall Bournmore Newland Fairfield Meadowside Greenlea "
    "Highfield Southlea Westlea Eastlea Hillcrest Broadlea Longacre Sunnybank Brookside Parkside "
    "Woodside Millfield Glebe Orchardlea Churchfield Priory Manorlea Grangeway Hallfield "
    "Courtlands Burnside Fernlea Ashlea Beechlea Limelea",
    "closes": "Wren Linnet Siskin Dunnock Goldcrest Redstart Whimbrel Dunlin Plover Turnstone Sanderling "
    "Avocet Curlew Fulmar Kittiwake Gannet Puffin Shearwater Skua Tern Heron Bittern Egret Teal "
    "Wigeon Pintail Shoveler Gadwall Hazel Rowan Aspen Juniper Hornbeam Medlar Quince Damson "
    "Bullace Spindle Guelder Tansy Yarrow Campion Betony Sorrel Bryony Harebell Speedwell "
    "Stitchwort Woodruff Celandine Marram Samphire Thrift Saltwort Eelgrass",
    "estate": "Attlow Bevis Cripwell Dalton Eden Foxley Gaitside Hardiman Isaacson Jowett Kerrison Lawther "
    "Maxfield Noel Orwin Pankhurst Quelch Rathbone Shinfield Tawney Uttley Vernham Wilkinson "
    "Yardley Ardale Brackley Cheviot Dunmail Eskdale Farndale Glaisdale Harwood Keldholme "
    "Langdale Malham Nidderlow Pendlow Rosedale Swaledale Teesmere",
    "sheds": "Forge Foundry Gantry Boiler Rivet Slipway Drydock Ballast Tarpaulin Cooperage Maltings Kiln "
    "Brickfield Gasworks Sidings Turntable Wagon Container Customs Bonded Granary Oilmill "
    "Seedcrusher Timber Deal Hemp Pitch Cable",
    "fields": "Marsh Carr Ings Holt Toft Garth Fallow Barley Harvest Drove Sluice Pinfold Rook Hare Lapwing "
    "Wold",
}
_TAILS = {
    "core": "Street Lane Row Street Gate Yard Court",
    "terraces": "Street Road Terrace Street Street Place",
    "villas": "Road Avenue Grove Gardens Park",
    "crescents": "Crescent Avenue Road Gardens Green Drive",
    "closes": "Close Way Drive Court Mews Close",
    "estate": "Walk Road Court Way Place Rise",
    "sheds": "Way Road Lane Approach",
    "fields": "Lane Road Drove",
}
_BEFORE = ("", "Upper ", "Little ", "Old ", "East ", "West ", "North ", "South ", "Great ", "New ")


class Namer:
    """Gives each street a name that no other street of the borough has."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._waiting = {quarter: self._shuffled(quarter, rng) for quarter in _WORDS}
        self._given: set[str] = set()

    @staticmethod
    def _shuffled(quarter: str, rng: np.random.Generator) -> list[str]:
        names: list[str] = []
        for before in _BEFORE:
            level = [
                f"{before}{w} {t}"
                for w in _WORDS[quarter].split()
                for t in sorted(set(_TAILS[quarter].split()))
            ]
            favour = rng.permutation(len(level))
            names += [level[i] for i in favour]
        return names[::-1]

    def name(self, quarter: str) -> str:
        """Name the next street of a quarter."""
        while True:
            name = self._waiting[quarter].pop()
            if name not in self._given:
                self._given.add(name)
                return name
