"""Where a record says that it was: coordinates, grid references, postcodes, wards."""
