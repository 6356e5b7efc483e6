"""УПД (statuses 1 and 2), счёт-фактура: one head and table; УПД adds its strip and lower part.

Captions follow the form of ПП РФ 26.12.2011 № 1137 and ФНС letter ММВ-20-3/96@. Line 5б stands
on papers of 1 April 2026 and later (ПП РФ 23.01.2026 № 26).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports import words
from reports.facts import Reference, Signer, TaxInvoice
from reports.parties import address_line, references, tax_number
from reports.style import ASCENT, GREY, HAIR, LEADING, MM, THICK, Sheet, fitting, wrap
from reports.table import Column, Row, Table, paginate
from reports.upd_columns import DASH, TRACED_UNIT, fields_of
from reports.words import amount, long_date, short_date

LEFT, RIGHT, TOP, BOTTOM = 9 * MM, 7 * MM, 7 * MM, 8 * MM
STRIP = 70.0
HEAD, NUMBERS, TOTAL, PAGE_LABEL = 74.0, 9.0, 11.0, 11.0
SIGNATURES, TRANSFER = 60.0, 164.0
ADVANCE_LINE_SINCE = date(2026, 4, 1)
SMALL, CAPTION = 6.0, 5.2
_MAKER = "Наименование экономического субъекта – составителя документа"


def upd_pdf(facts: TaxInvoice) -> bytes:
    """УПД of status 1 (with счёт-фактура) or 2 (передаточный документ)."""
    return _Form(facts, is_upd=True).draw()


def vat_invoice_pdf(facts: TaxInvoice) -> bytes:
    """Счёт-фактура alone."""
    return _Form(facts, is_upd=False).draw()


class _Form:
    def __init__(self, facts: TaxInvoice, *, is_upd: bool) -> None:
        self.facts, self.is_upd = facts, is_upd
        name = "Универсальный передаточный документ" if is_upd else "Счет-фактура"
        self.title = f"{name} № {facts.number} от {long_date(facts.issued_on)}"
        self.sheet = Sheet(self.title, author=facts.seller.name, landscape=True)
        self.left = LEFT + (STRIP if is_upd else 0)
        self.right = self.sheet.width - RIGHT
        traced = any(line.traced for line in facts.lines)
        self.fields = fields_of(with_code=is_upd, traced=traced)
        narrow = 0.78 if traced else 1.0
        known = sum(field.width for field in self.fields) * narrow
        self.table = Table(
            self.left,
            [
                Column(field.width * narrow or self.right - self.left - known, field.align)
                for field in self.fields
            ],
            size=5.4 if traced else 6.4,
            padding=1.5,
        )

    def draw(self) -> bytes:
        facts, sheet, table = self.facts, self.sheet, self.table
        rows = [
            table.measure([field.text(line, facts) for field in self.fields])
            for line in facts.lines
        ]
        top = self._heading()
        lowest = sheet.height - BOTTOM
        tail = TOTAL + SIGNATURES + (TRANSFER if self.is_upd else 0)
        pages = paginate(
            [row.height for row in rows],
            first=lowest - top - HEAD - NUMBERS,
            later=lowest - TOP - PAGE_LABEL - HEAD - NUMBERS,
            foot=0,
            tail=tail,
        )
        for number, page in enumerate(pages, start=1):
            y = top
            if number > 1:
                sheet.next_page()
                sheet.text(self.left, TOP + 6, self.title, SMALL, colour=GREY)
                y = TOP + PAGE_LABEL
            if len(pages) > 1:
                label = f"Страница {number} из {len(pages)}"
                sheet.text(self.right, sheet.height - 12, label, SMALL, align="right", colour=GREY)
            y = self._rows(rows, page, y)
            last = number == len(pages)
            if last:
                y = self._signatures(self._total(y) + 3)
            if self.is_upd:
                self._strip(number == 1, y if last else lowest, len(pages) if last else 0)
            if self.is_upd and last:
                sheet.line(LEFT, y, self.right, y, THICK)
                self._transfer(y + 2)
        return sheet.finish()

    def _rows(self, rows: Sequence[Row], page: range, y: float) -> float:
        sheet, table = self.sheet, self.table
        if not page:
            return y
        self._head(y)
        y += HEAD
        tops = [y]
        for field, left, column in zip(self.fields, table.edges, table.columns, strict=False):
            sheet.cell(left, y, column.width, NUMBERS, field.code, SMALL)
        y += NUMBERS
        tops.append(y)
        for index in page:
            table.draw(sheet, y, rows[index])
            y += rows[index].height
            tops.append(y)
        table.rule(sheet, tops)
        return y

    def _head(self, y: float) -> None:
        """Captions; neighbours of one group stand under a common caption."""
        sheet, edges = self.sheet, self.table.edges
        size = 5.0 if any(field.code == "14" for field in self.fields) else 5.6
        lines = [(self.left, y, self.right, y), (self.right, y, self.right, y + HEAD)]
        at = 0
        while at < len(self.fields):
            field = self.fields[at]
            grouped = field.group and at + 1 < len(self.fields)
            begin, middle = edges[at], edges[at + 1]
            lines.append((begin, y, begin, y + HEAD))
            if not grouped:
                sheet.cell(begin, y, middle - begin, HEAD, field.caption, size, padding=1)
                at += 1
                continue
            end = edges[at + 2]
            high = HEAD * (0.62 if field.group == TRACED_UNIT else 0.3)
            sheet.cell(begin, y, end - begin, high, field.group, size, padding=1)
            for left, right, each in ((begin, middle, field), (middle, end, self.fields[at + 1])):
                low = HEAD - high
                sheet.cell(left, y + high, right - left, low, each.caption, size, padding=0.6)
            lines.append((begin, y + high, end, y + high))
            lines.append((middle, y + high, middle, y + HEAD))
            at += 2
        sheet.lines(lines)

    def _heading(self) -> float:
        """Title and lines (1) to (8); returns where the table begins."""
        facts, sheet = self.facts, self.sheet
        y = TOP
        for line in _edition(facts.issued_on):
            sheet.text(self.right, y + 5, line, 5.4, align="right", colour=GREY)
            y += 6.4
        revision = facts.revision
        title = f"Счет-фактура № {facts.number} от {long_date(facts.issued_on)} (1)"
        second = (
            f"Исправление № {revision.number} от {short_date(revision.on)} (1а)"
            if revision
            else f"Исправление № {DASH} от {DASH} (1а)"
        )
        room = self.right - self.left - 190
        sheet.text(self.left + 4, TOP + 10, title, fitting(title, 10, room, bold=True), bold=True)
        sheet.text(self.left + 4, TOP + 21, second, 7.5)
        y = TOP + 27
        middle = self.left + (self.right - self.left) * 0.56
        seller = [
            ("Продавец", facts.seller.name, "(2)"),
            ("Адрес", facts.seller.address, "(2а)"),
            ("ИНН/КПП продавца", tax_number(facts.seller), "(2б)"),
            ("Грузоотправитель и его адрес", self._shipper(), "(3)"),
            ("Грузополучатель и его адрес", address_line(facts.consignee), "(4)"),
            ("К платежно-расчетному документу", _numbered(facts.payments), "(5)"),
            ("Документ об отгрузке", references(facts.shipping) or DASH, "(5а)"),
        ]
        if facts.issued_on >= ADVANCE_LINE_SINCE:
            offset = _numbered(facts.advances)
            seller.append(("К счету-фактуре на аванс, зачтенный при отгрузке", offset, "(5б)"))
        buyer = [
            ("Покупатель", facts.buyer.name, "(6)"),
            ("Адрес", facts.buyer.address, "(6а)"),
            ("ИНН/КПП покупателя", tax_number(facts.buyer), "(6б)"),
            ("Валюта: наименование, код", "российский рубль, 643", "(7)"),
            (
                "Идентификатор государственного контракта, договора (соглашения) (при наличии)",
                facts.contract_id or DASH,
                "(8)",
            ),
        ]
        low = y
        for labels, left, right, rows in (
            (108.0, self.left + 4, middle - 8, seller),
            (96.0, middle, self.right, buyer),
        ):
            low = max(low, self._lines(left, right, y, labels, rows))
        return low + 3

    def _lines(
        self, left: float, right: float, y: float, labels: float, rows: Sequence[tuple[str, ...]]
    ) -> float:
        sheet, size = self.sheet, 6.6
        for label, value, code in rows:
            name = wrap(label, size, labels - 4)
            text = wrap(value or DASH, size, right - left - labels - 22)
            tall = max(len(name), len(text)) * size * LEADING
            sheet.block(left, y, name, size)
            sheet.block(left + labels, y + tall - len(text) * size * LEADING, text, size)
            sheet.text(right, y + tall - size * (LEADING - ASCENT), code, size, align="right")
            y += tall + 1.6
            sheet.line(left + labels, y, right - 20, y)
            y += 1.6
        return y

    def _shipper(self) -> str:
        facts = self.facts
        return "он же" if facts.shipper == facts.seller else address_line(facts.shipper)

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
            size = fitting(text, 6.4, table.columns[at[code]].width - 2, bold=True)
            sheet.text(right, base, text, size, bold=True, align="right")
        cross = (edges[at["6"]] + edges[at["8"]]) / 2
        sheet.text(cross, base, "Х", 6.4, align="center")
        low = y + TOTAL
        columns = [edges[at[code]] for code in ("5", "6", "8", "9", "10")]
        lines = [(x, y, x, low) for x in (self.left, *columns)]
        sheet.lines([*lines, (self.left, low, edges[at["10"]], low)])
        return low

    def _strip(self, is_first: bool, low: float, sheets: int) -> None:
        """The left strip beyond the thick line: what the paper is, and how many sheets."""
        sheet = self.sheet
        edge = self.left - 3
        sheet.line(edge, TOP, edge, low, THICK)
        if is_first:
            y = TOP + 4
            for line in ("Универсальный", "передаточный", "документ"):
                sheet.text(LEFT, y + 7, line, 7.6, bold=True)
                y += 9
            y += 10
            sheet.text(LEFT, y + 8, "Статус:", 7.5)
            sheet.box(LEFT + 34, y - 2, 15, 14, 0.8)
            status = str(self.facts.status)
            sheet.text(LEFT + 41.5, y + 8.4, status, 10, bold=True, align="center")
            y += 24
            for note in (
                "1 – счет-фактура и передаточный документ (акт)",
                "2 – передаточный документ (акт)",
            ):
                y = sheet.wrapped(LEFT, y, note, STRIP - 8, SMALL) + 3
        if sheets:
            base = low - 14
            sheet.text(LEFT, base, "Документ составлен", SMALL)
            forms = ("листе", "листах", "листах")
            sheet.text(LEFT, base + 9, f"на {sheets} {words.form(sheets, forms)}", SMALL)

    def _signatures(self, y: float) -> float:
        """Who signs the invoice part; returns where it ends."""
        facts = self.facts
        end = y + SIGNATURES - 3
        middle = self.left + (self.right - self.left) * 0.5
        entrepreneur = facts.seller.is_entrepreneur
        chief = None if entrepreneur else facts.director
        accountant = None if entrepreneur else facts.accountant
        self._sign(
            self.left + 4,
            y,
            middle - 10,
            "Руководитель организации\nили иное уполномоченное лицо",
            chief,
        )
        self._sign(
            middle + 4,
            y,
            self.right,
            "Главный бухгалтер\nили иное уполномоченное лицо",
            accountant,
        )
        y += 29
        self._sign(
            self.left + 4,
            y,
            middle - 10,
            "Индивидуальный предприниматель\nили иное уполномоченное лицо",
            facts.director if entrepreneur else None,
        )
        requisites = f"ОГРНИП {facts.seller.ogrn}" if entrepreneur and facts.seller.ogrn else ""
        self._blank(
            middle + 4,
            y + 15,
            self.right,
            requisites,
            "реквизиты свидетельства о государственной регистрации индивидуального предпринимателя",
        )
        return end

    def _sign(self, x: float, y: float, end: float, label: str, signer: Signer | None) -> None:
        self.sheet.block(x, y + 1, label.split("\n"), 6.6)
        begin = x + 112
        half = (end - begin) / 2
        self._blank(begin, y + 15, begin + half - 8, "", "подпись")
        name = words.surname_first(signer.name) if signer else ""
        self._blank(begin + half, y + 15, end, name, "ф.и.о.")

    def _transfer(self, y: float) -> None:
        """[8] to [19]: what gives ground, who handed over, who received."""
        facts, sheet = self.facts, self.sheet
        ground = "Основание передачи (сдачи) / получения (приемки)"
        y += 9
        sheet.text(LEFT, y, ground, 6.8)
        self._blank(
            LEFT + 164, y, self.right - 18, references(facts.basis), "договор; доверенность и др."
        )
        sheet.text(self.right, y, "[8]", 6.6, align="right")
        y += 15
        sheet.text(LEFT, y, "Данные о транспортировке и грузе", 6.8)
        self._blank(
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
            self._blank(left, base, right - 18, maker, note)
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
        self._three(left, right, y + 20, code, signer)
        y += 35
        sheet.text(left, y, when, 6.8)
        sheet.text(left + 130, y, day, 6.8)
        sheet.text(right, y, f"[{code + 1}]", 6.6, align="right")
        y += 10
        sheet.text(left, y, other, 6.8)
        note = "ссылки на неотъемлемые приложения, сопутствующие документы, иные документы и т.п."
        self._blank(left + 130, y, right - 18, "", note)
        sheet.text(right, y, f"[{code + 2}]", 6.6, align="right")
        y += 17
        sheet.text(
            left, y, "Ответственный за правильность оформления факта хозяйственной жизни", 6.8
        )
        self._three(left, right, y + 13, code + 3, responsible)
        sheet.text(left, y + 28, maker, fitting(maker, 6.8, right - left))

    def _three(self, left: float, right: float, y: float, code: int, signer: Signer | None) -> None:
        third = (right - 18 - left) / 3
        self._blank(left, y, left + third - 6, signer.position if signer else "", "должность")
        self._blank(left + third, y, left + 2 * third - 6, "", "подпись")
        name = words.surname_first(signer.name) if signer else ""
        self._blank(left + 2 * third, y, right - 18, name, "ф.и.о.")
        self.sheet.text(right, y, f"[{code}]", 6.6, align="right")

    def _blank(self, x: float, y: float, end: float, text: str, caption: str) -> None:
        sheet = self.sheet
        sheet.line(x, y + 2, end, y + 2, HAIR)
        sheet.text((x + end) / 2, y, text, fitting(text, 6.8, end - x - 2), align="center")
        size = fitting(caption, CAPTION, end - x, least=3.5)
        sheet.text((x + end) / 2, y + 7, caption, size, align="center", colour=GREY)


def _numbered(papers: Sequence[Reference]) -> str:
    """«№ 77 от 20.11.2026», dashes when there is none."""
    if not papers:
        return f"№ {DASH} от {DASH}"
    return "; ".join(f"№ {paper.number} от {short_date(paper.on)}" for paper in papers)


def _edition(on: date) -> tuple[str, str]:
    edition = "от 23.01.2026 № 26" if on >= ADVANCE_LINE_SINCE else "от 16.08.2024 № 1096"
    return (
        "Приложение № 1 к постановлению Правительства Российской Федерации от 26.12.2011 № 1137",
        f"(в редакции постановления Правительства Российской Федерации {edition})",
    )
