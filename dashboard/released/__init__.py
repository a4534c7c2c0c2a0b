"""What was released: numbered tables, disclosure-controlled once, that aggregate roles and exports read."""
