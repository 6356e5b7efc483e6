"""Measures of what the program promises in figures; run by ``wholesale bench``.

``site.py`` makes a company of the wanted size, ``works.py`` holds what is measured,
``real.py`` measures on real data where it is at hand, ``report.py`` writes docs/bench.md.
"""
