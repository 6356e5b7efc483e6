"""Bytes in, sheets and found tables out; everything here runs outside of a transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A read file: its name, bytes and hash, and the sheets in it."""

    file_name: str
    content: bytes
    sha256: str


def parse(content: bytes, file_name: str) -> ParsedFile:
    """Read a workbook in a child process with limits on memory and time.

    Raises ``DomainError`` (``file_…`` codes) for what is not a readable table.
    """
    raise NotImplementedError
