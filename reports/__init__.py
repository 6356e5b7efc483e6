"""Forms of documents: frozen facts in, bytes out. Imports nothing of ``wholesale``."""
