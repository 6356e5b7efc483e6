"""Words, money, errors, permissions and texts: no input or output at all."""
