"""Measures of what the program promises in figures; run by ``wholesale bench``."""
