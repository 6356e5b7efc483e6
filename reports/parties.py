"""How parties, papers and signers read in a line of a document."""

from __future__ import annotations

from collections.abc import Iterable

from reports.facts import Line, Party, Reference, Signer
from reports.words import percent, short_date


def short_line(party: Party) -> str:
    """«ООО «Ромашка», ИНН 7700123459, КПП 770001001, 115114, Москва г, …, тел.: …»."""
    return _joined(
        party.name,
        _with("ИНН", party.inn),
        _with("КПП", party.kpp),
        party.address,
        _with("тел.:", party.phone),
    )


def contact_line(party: Party) -> str:
    """Name, address and telephone."""
    return _joined(party.name, party.address, _with("тел.:", party.phone))


def full_line(party: Party) -> str:
    """The line of a waybill: with the bank's requisites, as 1C prints it."""
    bank = party.bank
    return _joined(
        party.name,
        _with("ИНН", party.inn),
        _with("КПП", party.kpp),
        party.address,
        _with("тел.:", party.phone),
        *(
            ()
            if bank is None
            else (
                _with("р/с", bank.account),
                f"в банке {bank.name}" if bank.name else "",
                _with("БИК", bank.bic),
                _with("к/с", bank.correspondent_account),
            )
        ),
    )


def address_line(party: Party) -> str:
    """Name and address, as lines 3 and 4 of an invoice want them."""
    return _joined(party.name, party.address)


def tax_number(party: Party) -> str:
    """«7700123459/770001001», without the slash for an entrepreneur."""
    return f"{party.inn}/{party.kpp}" if party.kpp else party.inn


def attorney(signer: Signer | None) -> str:
    """«доверенность № 5 от 01.03.2026» of one who signs by a power of attorney."""
    if signer is None or not signer.authority.casefold().startswith("доверенност"):
        return ""
    return f"{signer.authority[0].lower()}{signer.authority[1:]}"


def reference(paper: Reference) -> str:
    """«Договор поставки № 15 от 01.02.2026»."""
    return " ".join(
        part
        for part in (
            paper.name,
            _with("№", paper.number),
            _with("от", short_date(paper.on)),
        )
        if part
    )


def references(papers: Iterable[Reference]) -> str:
    """Several papers in a line."""
    return "; ".join(reference(paper) for paper in papers)


def rates(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Lines by how their rate is printed, highest rate first, «без НДС» last."""
    found: dict[str, list[Line]] = {}
    key = sorted(lines, key=lambda line: (line.vat_rate is None, -(line.vat_rate or 0)))
    for line in key:
        found.setdefault(percent(line.vat_rate), []).append(line)
    return found


def _with(label: str, value: str) -> str:
    """A label and its value, which stay on one line."""
    return f"{label} {value}".replace(" ", "\u00a0") if value else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
