"""Which column of a table is what, and why: the codes, the name, and above all what counts."""
