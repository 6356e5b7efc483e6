"""Rows in, decisions out: which product is meant and how much of it, or what to ask."""
