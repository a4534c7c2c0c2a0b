"""Do the methods keep their word?  False finds on chance maps, and real ones found, over random boroughs."""
