"""УПД (statuses 1 and 2), счёт-фактура: one head and table; УПД adds its strip and lower part.

Captions follow the form of ПП РФ 26.12.2011 № 1137 and ФНС letter ММВ-20-3/96@. Line 5б stands
on papers of 1 April 2026 and later (ПП РФ 23.01.2026 № 26). Status 2 leaves to the hand what
only an invoice needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports import words
from reports.facts import Line, Reference, Signer, TaxInvoice
from reports.parties import address_line, references, tax_number
from reports.style import THICK, fitting
from reports.table import Column, Row, Table, paginate
from reports.tax_form import (
    DASH,
    HEAD,
    LEFT,
    NUMBERS,
    PAGE_LABEL,
    SIGNATURES,
    TOP,
    TOTAL,
    Numbered,
    TaxForm,
)
from reports.upd_columns import fields_of
from reports.words import amount, long_date, short_date

TRANSFER = 173.0
ADVANCE_LINE_SINCE = date(2026, 4, 1)
NAME = ("Универсальный", "передаточный", "документ")
NOTES = (
    "1 – счет-фактура и передаточный документ (акт)",
    "2 – передаточный документ (акт)",
)
_MAKER = "Наименование экономического субъекта – составителя документа"
_ONLY_OF_INVOICE = frozenset({"6", "10", "10а", "11"})


def upd_pdf(facts: TaxInvoice) -> bytes:
    """УПД of status 1 (with счёт-фактура) or 2 (передаточный документ)."""
    return _Form(facts, is_upd=True).draw()


def vat_invoice_pdf(facts: TaxInvoice) -> bytes:
    """Счёт-фактура alone."""
    return _Form(facts, is_upd=False).draw()


class _Form(TaxForm):
    def __init__(self, facts: TaxInvoice, *, is_upd: bool) -> None:
        name = "Универсальный передаточный документ" if is_upd else "Счет-фактура"
        title = f"{name} № {facts.number} от {long_date(facts.issued_on)}"
        super().__init__(title, author=facts.seller.name, with_strip=is_upd)
        self.facts, self.is_upd = facts, is_upd
        self.is_invoice = facts.status != 2
        self.dash = DASH if self.is_invoice else ""
        traced = any(line.traced for line in facts.lines)
        self.fields = fields_of(with_code=is_upd, traced=traced)
        narrow = 0.82 if traced else 1.0
        known = sum(field.width for field in self.fields) * narrow
        self.table = Table(
            self.left,
            [
                Column(
                    field.width * narrow or self.right - self.left - known,
                    field.align,
                    field.align == "center",
                )
                for field in self.fields
            ],
            size=5.6 if traced else 6.4,
            padding=1.5,
        )

    def draw(self) -> bytes:
        facts, sheet, table = self.facts, self.sheet, self.table
        rows = [table.measure(self._cells(line)) for line in facts.lines]
        top = self._heading()
        tail = TOTAL + SIGNATURES + (TRANSFER if self.is_upd else 0)
        above = HEAD + NUMBERS
        pages = paginate(
            [row.height for row in rows],
            first=self.lowest - top - above,
            later=self.lowest - TOP - PAGE_LABEL - above,
            foot=0,
            tail=tail,
        )
        for number, page in enumerate(pages, start=1):
            later = self.page(number, len(pages))
            y = self._rows(rows, page, top if number == 1 else later)
            last = number == len(pages)
            if last:
                y = self._total(y) + 3
                chief = facts.director if self.is_invoice else None
                y = self.signatures(
                    y, facts.seller, chief, facts.accountant if self.is_invoice else None
                )
            if self.is_upd:
                self.strip_edge(y if last else self.lowest)
            if self.is_upd and last:
                self.sheets(y, len(pages))
                sheet.line(LEFT, y, self.right, y, THICK)
                self._transfer(y + 2)
        return sheet.finish()

    def _cells(self, line: Line) -> list[str]:
        """The texts of a line; status 2 keeps no dashes in columns only an invoice needs."""
        includes_vat, is_invoice = self.facts.includes_vat, self.is_invoice
        texts = []
        for field in self.fields:
            text = field.text(line, includes_vat)
            empty = not is_invoice and field.code in _ONLY_OF_INVOICE
            texts.append("" if empty and text in {DASH, "без акциза"} else text)
        return texts

    def _rows(self, rows: Sequence[Row], page: range, y: float) -> float:
        sheet, table = self.sheet, self.table
        if not page:
            return y
        top = y + HEAD
        y = self.head(table, self.fields, y)
        tops = [top, y]
        for index in page:
            table.draw(sheet, y, rows[index])
            y += rows[index].height
            tops.append(y)
        table.rule(sheet, tops)
        return y

    def _heading(self) -> float:
        """Title and lines (1) to (8); returns where the table begins."""
        facts, sheet, dash = self.facts, self.sheet, self.dash
        self.edition(_edition(facts.issued_on))
        if self.is_upd:
            self.strip(NAME, facts.status, NOTES)
        revision = facts.revision
        number, on = (revision.number, short_date(revision.on)) if revision else (dash, dash)
        title = f"Счет-фактура № {facts.number} от {long_date(facts.issued_on)} (1)"
        second = f"Исправление № {number or '________'} от {on or '____________'} (1а)"
        room = self.right - self.left - 250
        size = fitting(title, 10, room, bold=True)
        sheet.text(self.left + 4, TOP + 10, title, size, bold=True)
        sheet.text(self.left + 4, TOP + 21, second, 7.5)
        middle = self.left + (self.right - self.left) * 0.56
        seller = [
            Numbered("Продавец", facts.seller.name, "(2)"),
            Numbered("Адрес", facts.seller.address, "(2а)"),
            Numbered("ИНН/КПП продавца", tax_number(facts.seller), "(2б)"),
            Numbered("Грузоотправитель и его адрес", self._shipper(), "(3)"),
            Numbered("Грузополучатель и его адрес", address_line(facts.consignee), "(4)"),
            Numbered("К платежно-расчетному документу", self._papers(facts.payments), "(5)"),
            Numbered("Документ об отгрузке", shipping_line(facts.shipping) or dash, "(5а)"),
        ]
        if facts.issued_on >= ADVANCE_LINE_SINCE:
            label = "К счету-фактуре на аванс, зачтенный при отгрузке"
            seller.append(Numbered(label, self._papers(facts.advances), "(5б)"))
        contract = "Идентификатор государственного контракта, договора (соглашения) (при наличии)"
        buyer = [
            Numbered("Покупатель", facts.buyer.name, "(6)"),
            Numbered("Адрес", facts.buyer.address, "(6а)"),
            Numbered("ИНН/КПП покупателя", tax_number(facts.buyer), "(6б)"),
            Numbered("Валюта: наименование, код", "российский рубль, 643", "(7)"),
            Numbered(contract, facts.contract_id or dash, "(8)"),
        ]
        y = TOP + 27
        low = self.numbered(self.left + 4, middle - 8, y, 108.0, seller)
        return max(low, self.numbered(middle, self.right, y, 96.0, buyer)) + 3

    def _shipper(self) -> str:
        facts = self.facts
        return "он же" if facts.shipper == facts.seller else address_line(facts.shipper)

    def _papers(self, papers: Sequence[Reference]) -> str:
        """«№ 77 от 20.11.2026», dashes when there is none."""
        if papers:
            return "; ".join(f"№ {paper.number} от {short_date(paper.on)}" for paper in papers)
        return f"№ {DASH} от {DASH}" if self.is_invoice else ""

    def _total(self, y: float) -> float:
        facts, sheet, table = self.facts, self.sheet, self.table
        whole = facts.sums
        at = {field.code: index for index, field in enumerate(self.fields)}
        edges = table.edges
        no_tax = all(line.vat_rate is None for line in facts.lines)
        shown = {
            "5": amount(whole.net),
            "8": "без НДС" if no_tax else amount(whole.vat),
            "9": amount(whole.total),
        }
        base = y + 8
        sheet.text(self.left + 3, base, "Всего к оплате (9)", 6.8, bold=True)
        for code, text in shown.items():
            right = edges[at[code] + 1] - 1.5
            room = table.columns[at[code]].width - 3
            size = fitting(text, 6.4, room, bold=True, least=2.5)
            sheet.text(right, base, text, size, bold=True, align="right")
        cross = (edges[at["6"]] + edges[at["8"]]) / 2
        sheet.text(cross, base, "Х", 6.4, align="center")
        low = y + TOTAL
        columns = [edges[at[code]] for code in ("5", "6", "8", "9", "10")]
        lines = [(x, y, x, low) for x in (self.left, *columns)]
        sheet.lines([*lines, (self.left, low, edges[at["10"]], low)])
        return low

    def _transfer(self, y: float) -> None:
        """[8] to [19]: what gives ground, who handed over, who received."""
        facts, sheet = self.facts, self.sheet
        ground = "Основание передачи (сдачи) / получения (приемки)"
        y += 14
        sheet.text(LEFT, y, ground, 6.8)
        self.blank(
            LEFT + 164, y, self.right - 18, references(facts.basis), "договор; доверенность и др."
        )
        sheet.text(self.right, y, "[8]", 6.6, align="right")
        y += 19
        sheet.text(LEFT, y, "Данные о транспортировке и грузе", 6.8)
        self.blank(
            LEFT + 164,
            y,
            self.right - 18,
            facts.cargo,
            "транспортная накладная, поручение экспедитору, экспедиторская / складская расписка "
            "и др. / масса нетто/брутто груза, если не приведены ссылки на транспортные документы",
        )
        sheet.text(self.right, y, "[9]", 6.6, align="right")
        y += 13
        middle = (LEFT + self.right) / 2
        sheet.line(middle, y - 3, middle, y + 122)
        given = (
            "Товар (груз) передал / услуги, результаты работ, права сдал",
            "Дата отгрузки, передачи (сдачи)",
            "Иные сведения об отгрузке, передаче",
            f"{_MAKER} (в т.ч. комиссионера / агента)",
        )
        taken = (
            "Товар (груз) получил / услуги, результаты работ, права принял",
            "Дата получения (приемки)",
            "Иные сведения о получении, приемке",
            _MAKER,
        )
        shipped = (
            f"«{facts.shipped_on.day}» {words.month(facts.shipped_on)} {facts.shipped_on.year} года"
        )
        self._half(LEFT, middle - 6, y, 10, given, facts.release, shipped, facts.director)
        self._half(
            middle + 6, self.right, y, 15, taken, None, "«____» ______________ 20___ года", None
        )
        makers = [
            (LEFT, middle - 6, f"{facts.seller.name}, ИНН/КПП {tax_number(facts.seller)}"),
            (middle + 6, self.right, f"{facts.buyer.name}, ИНН/КПП {tax_number(facts.buyer)}"),
        ]
        for (left, right, maker), code in zip(makers, (14, 19), strict=True):
            base = y + 107
            note = (
                "может не заполняться при проставлении печати в М.П., может быть указан ИНН / КПП"
            )
            self.blank(left, base, right - 18, maker, note)
            sheet.text(right, base, f"[{code}]", 6.6, align="right")
            sheet.text(left + 60, base + 12.5, "М.П.", 6.8)

    def _half(
        self,
        left: float,
        right: float,
        y: float,
        code: int,
        captions: Sequence[str],
        signer: Signer | None,
        day: str,
        responsible: Signer | None,
    ) -> None:
        sheet = self.sheet
        who, when, other, maker = captions
        sheet.text(left, y + 5, who, 6.8)
        self.three(left, right, y + 20, f"[{code}]", signer)
        y += 35
        sheet.text(left, y, when, 6.8)
        sheet.text(left + 130, y, day, 6.8)
        sheet.text(right, y, f"[{code + 1}]", 6.6, align="right")
        y += 10
        sheet.text(left, y, other, 6.8)
        note = "ссылки на неотъемлемые приложения, сопутствующие документы, иные документы и т.п."
        self.blank(left + 130, y, right - 18, "", note)
        sheet.text(right, y, f"[{code + 2}]", 6.6, align="right")
        y += 17
        sheet.text(
            left, y, "Ответственный за правильность оформления факта хозяйственной жизни", 6.8
        )
        self.three(left, right, y + 13, f"[{code + 3}]", responsible)
        sheet.text(left, y + 28, maker, fitting(maker, 6.8, right - left))


def shipping_line(papers: Sequence[Reference]) -> str:
    """«УПД, № 035 от 24.04.2026», as line 5а is filled in since 2026."""
    return "; ".join(
        f"{paper.name}, № {paper.number} от {short_date(paper.on)}" for paper in papers
    )


def _edition(on: date) -> tuple[str, str]:
    edition = "от 23.01.2026 № 26" if on >= ADVANCE_LINE_SINCE else "от 16.08.2024 № 1096"
    return (
        "Приложение № 1 к постановлению Правительства Российской Федерации от 26.12.2011 № 1137",
        f"(в редакции постановления Правительства Российской Федерации {edition})",
    )
