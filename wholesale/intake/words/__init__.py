"""How people write: quantities, units, headings, cells."""
