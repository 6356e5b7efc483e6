"""Sheets in, rows of an order out: where tables stand, which column is what, what each row says."""
