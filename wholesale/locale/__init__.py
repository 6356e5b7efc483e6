"""The gettext catalogues of this package, loaded into ``core.i18n`` on import.

``ru/*.po`` translates the English sentences of the code and words the codes
(``error.…``, ``OrderStatus.…``); ``en/*.po`` words the codes only. Several files a
language, one a subject.
"""

from __future__ import annotations

from importlib.resources import files

from babel.messages.pofile import read_po

from wholesale.core import i18n


def load() -> None:
    """Read every catalogue of the package; a key worded twice is an error."""
    for language in i18n.LANGUAGES:
        texts: dict[str, str | tuple[str, ...]] = {}
        for source in sorted(files(__name__).joinpath(language).iterdir(), key=lambda f: f.name):
            if not source.name.endswith(".po"):
                continue
            with source.open("rb") as stream:
                for message in read_po(stream, locale=language, abort_invalid=True):
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    if not key or not message.string:
                        continue
                    if key in texts:
                        raise ValueError(f"{source.name}: {key!r} already has a {language} text")
                    texts[key] = (
                        message.string if isinstance(message.string, str) else tuple(message.string)
                    )
        i18n.install(language, texts)


load()
