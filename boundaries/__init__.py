"""Where things are: wards, study area, lattice, population, postcodes."""
