"""Argon2id through passlib: the only place that knows it.

A hash takes tens of milliseconds of one core and 64 MB: call from a thread, never from the
event loop, and never inside a transaction.
"""

from __future__ import annotations

import warnings

from wholesale.core.errors import DomainError

with warnings.catch_warnings():  # passlib 1.7 looks at the deprecated crypt module
    warnings.simplefilter("ignore", DeprecationWarning)
    from passlib.hash import argon2

SHORTEST = 8
LONGEST = 200  # bounds the work a stranger can ask for

_argon2 = argon2.using(type="ID", time_cost=2, memory_cost=65536, parallelism=1)  # type: ignore[no-untyped-call]


def hash_password(password: str) -> str:
    """The hash to keep for ``password``. Raises ``password_too_short``, ``password_too_long``."""
    if len(password) < SHORTEST:
        raise DomainError("password_too_short", least=SHORTEST)
    if len(password) > LONGEST:
        raise DomainError("password_too_long", most=LONGEST)
    return str(_argon2.hash(password))


def verify(password: str, password_hash: str | None) -> bool:
    """Whether ``password`` is the hashed one; as slow for an unknown user (no hash at all)."""
    if len(password) > LONGEST:
        return False
    try:
        return bool(_argon2.verify(password, password_hash or _NOBODY)) and bool(password_hash)
    except ValueError:  # not an argon2 hash: an account that cannot sign in by password
        return False


_NOBODY = str(_argon2.hash("no such user"))
