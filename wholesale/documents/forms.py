"""Which form turns the facts of a kind into which files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.facts import Facts, Invoice, Waybill
from reports.invoice import invoice_pdf
from reports.torg12 import torg12_pdf
from wholesale.core.vocabulary import DocumentKind

Draw = Callable[[Any, Mapping[str, bytes]], bytes]


@dataclass(frozen=True, slots=True)
class Form:
    """The facts a kind is made of, and what draws them in each format, the main one first."""

    facts: type[Any]
    formats: dict[str, Draw]

    @property
    def main(self) -> str:
        return next(iter(self.formats))


FORMS: dict[DocumentKind, Form] = {
    DocumentKind.INVOICE: Form(Invoice, {"pdf": invoice_pdf}),
    DocumentKind.TORG12: Form(Waybill, {"pdf": lambda facts, _: torg12_pdf(facts)}),
}


def files(kind: DocumentKind, facts: Facts, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of a document, by format."""
    return {name: draw(facts, pictures) for name, draw in FORMS[kind].formats.items()}
