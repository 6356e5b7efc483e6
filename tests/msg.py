"""A small writer of Outlook's .msg: an OLE package with storages, and the properties in it."""

from __future__ import annotations

import struct
from typing import Any

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
Tree = dict[str, Any]  # name → bytes of a stream, or a storage: a tree of its own


def msg(**said: Any) -> bytes:
    """The file of a ``letter``."""
    return package(letter(**said))


def letter(
    *,
    text: str = "",
    html: bytes = b"",
    rtf: bytes = b"",
    attached: list[tuple[str, bytes | Tree]] | None = None,
    page: str = "",
) -> Tree:
    """The storages and streams of a letter; words are utf-16, or bytes of ``page``. What is
    attached may be a ``letter``."""

    def words(number: str, said: str) -> Tree:
        kind, data = ("001E", said.encode(page)) if page else ("001F", said.encode("utf-16-le"))
        return {f"__substg1.0_{number}{kind}": data}

    tree: Tree = {"__nameid_version1.0": {}, "__properties_version1.0": bytes(32)}
    if text:
        tree |= words("1000", text)
    if html:
        tree["__substg1.0_10130102"] = html
    if rtf:
        tree["__substg1.0_10090102"] = packed(rtf)
    for number, (name, content) in enumerate(attached or []):
        inside = "__substg1.0_3701000D" if isinstance(content, dict) else "__substg1.0_37010102"
        place = {"__properties_version1.0": bytes(8), inside: content} | words("3707", name)
        tree[f"__attach_version1.0_#{number:08X}"] = place
    return tree


def packed(rtf: bytes) -> bytes:
    """Rich text as Outlook keeps it, though nothing of it is made shorter."""
    pieces = [rtf[at : at + 8] for at in range(0, len(rtf), 8)]
    body = b"".join(b"\0" + piece for piece in pieces)
    return struct.pack("<II4sI", len(body) + 12, len(rtf), b"LZFu", 0) + body


def package(tree: Tree) -> bytes:
    """An OLE package of ``tree``."""
    entries: list[list[Any]] = [["Root Entry", 5, _NONE, _NONE, _END, 0]]  # …, child, next, start
    big: list[bytes] = []  # streams in whole sectors
    small = b""  # streams in small ones, one after another
    small_chain: list[int] = []
    places: list[tuple[int, int]] = []  # entry → which of the big streams

    def add(parent: int, name: str, content: bytes | Tree) -> int:
        nonlocal small
        number = len(entries)
        if isinstance(content, dict):
            entries.append([name, 1, _NONE, _NONE, 0, 0])
            fill(number, content)
            return number
        entries.append([name, 2, _NONE, _NONE, _END, len(content)])
        if len(content) >= _CUTOFF:
            places.append((number, len(big)))
            big.append(content)
        elif content:
            entries[number][4] = len(small_chain)
            count = -(-len(content) // _MINI)
            small_chain.extend([*range(len(small_chain) + 1, len(small_chain) + count), _END])
            small += content.ljust(count * _MINI, b"\0")
        return number

    def fill(parent: int, inside: Tree) -> None:
        before = None
        for name, content in inside.items():
            number = add(parent, name, content)
            if before is None:
                entries[parent][2] = number
            else:
                entries[before][3] = number
            before = number

    fill(0, tree)
    if small:
        places.append((0, len(big)))
        big.append(small)
        entries[0][5] = len(small)
    mini_fat = struct.pack(f"<{len(small_chain)}I", *small_chain)
    directory_size = -(-len(entries) * 128 // _SECTOR) * _SECTOR
    parts = [bytes(directory_size), mini_fat, *big]
    counts = [-(-len(part) // _SECTOR) for part in parts]
    fats = 1
    while (sum(counts) + fats) * 4 > fats * _SECTOR:
        fats += 1
    starts, chain = [], [_FAT] * fats
    for count in counts:
        starts.append(len(chain))
        chain.extend([*range(len(chain) + 1, len(chain) + count), _END] if count else [])
    for number, which in places:
        entries[number][4] = starts[2 + which]
    directory = b"".join(_entry(*entry) for entry in entries).ljust(directory_size, b"\0")
    chain.extend([_FREE] * (fats * _SECTOR // 4 - len(chain)))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fats, starts[0], 0,
        _CUTOFF, starts[1] if mini_fat else _END, counts[1], _END, 0,
    )  # fmt: skip
    listed = [*range(fats), *[_FREE] * (109 - fats)]
    head += struct.pack("<109I", *listed)
    body = [directory, mini_fat, *big]
    return (
        head
        + struct.pack(f"<{len(chain)}I", *chain)
        + b"".join(part.ljust(-(-len(part) // _SECTOR) * _SECTOR, b"\0") for part in body)
    )


def _entry(name: str, kind: int, child: int, following: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        wide, len(wide), kind, 1, _NONE, following, child, b"", 0, 0, 0, start, size,
    )  # fmt: skip
