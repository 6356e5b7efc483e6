"""The dealer's own file given back, with what became of each row."""
