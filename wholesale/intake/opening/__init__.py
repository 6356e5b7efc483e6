"""Bytes in, sheets out: what a file is, and the child process that reads it."""
