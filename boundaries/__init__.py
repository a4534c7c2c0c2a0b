"""Where things are: wards, study area, lattice, population, postcodes and the drawn map's context."""

from boundaries import drivers

drivers.restrict()
