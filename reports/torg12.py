"""ТОРГ-12 (ОКУД 0330212), and in its shape the waybill for returned goods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from reports import words
from reports.facts import Line, Waybill, net_price, sums
from reports.parties import full_line, references
from reports.style import GREY, HAIR, MM, THIN, Sheet, fitting, wrap
from reports.table import Column, Row, Table, paginate
from reports.torg12_foot import CAPTION, LEFT, RETURN, RIGHT, SALE, TAIL, Foot, Wording, whole
from reports.words import amount, quantity, short_date

TOP, BOTTOM = 8 * MM, 9 * MM
CODES, CODE_LABELS, LABELS = 66.0, 100.0, 84.0
HEAD, NUMBERS, FOOT, PAGE_LABEL = 46.0, 10.0, 12.0, 10.0
WIDTHS = (22.0, 0.0, 56.0, 30.0, 27.0, 43.0, 30.0, 30.0, 42.0, 46.0, 56.0, 66.0, 34.0, 58.0, 68.0)
ALIGNS = "c l c c c c r r r r r r c r r"
_SHIPPER = "организация-грузоотправитель, адрес, телефон, факс, банковские реквизиты"
_PARTY = "организация, адрес, телефон, факс, банковские реквизиты"
ALIGN = {"l": "left", "c": "center", "r": "right"}


def torg12_pdf(facts: Waybill) -> bytes:
    """ТОРГ-12 as a PDF."""
    return _Form(facts, SALE).draw()


def return_waybill_pdf(facts: Waybill) -> bytes:
    """Накладная на возврат товара: a form of custom, so without the code of ТОРГ-12."""
    return _Form(facts, RETURN).draw()


class _Form:
    def __init__(self, facts: Waybill, wording: Wording) -> None:
        self.facts, self.wording = facts, wording
        self.sheet = Sheet(
            f"{words.capital(wording.title.lower())} № {facts.number} от "
            f"{words.long_date(facts.issued_on)}",
            author=facts.seller.name,
            landscape=True,
        )
        self.wide = self.sheet.width - LEFT - RIGHT
        self.right = LEFT + self.wide
        widths = list(WIDTHS)
        widths[1] = self.wide - sum(widths)
        columns = [
            Column(each, ALIGN[align], align == "c")
            for each, align in zip(widths, ALIGNS.split(), strict=True)
        ]
        self.table = Table(LEFT, columns, size=7, padding=2)

    def draw(self) -> bytes:
        facts, sheet, table = self.facts, self.sheet, self.table
        rows = [table.measure(_cells(line, facts.includes_vat)) for line in facts.lines]
        top = self._heading()
        lowest = sheet.height - BOTTOM
        above = PAGE_LABEL + HEAD + NUMBERS
        pages = paginate(
            [row.height for row in rows],
            first=lowest - top - above,
            later=lowest - TOP - above,
            foot=FOOT,
            tail=FOOT + TAIL,
        )
        for number, page in enumerate(pages, start=1):
            if number > 1:
                sheet.next_page()
            y = top if number == 1 else TOP
            label = f"Страница {number}" + (f" из {len(pages)}" if len(pages) > 1 else "")
            sheet.text(self.right, y + 7, label, 7, align="right")
            y += PAGE_LABEL
            if page or number > 1:
                y = self._rows(rows, page, y, is_last=number == len(pages))
            if number == len(pages):
                Foot(sheet, facts, self.wording).draw(y + 4)
        return sheet.finish()

    def _rows(self, rows: Sequence[Row], page: range, y: float, *, is_last: bool) -> float:
        """The table of one page with its totals; returns where it ends."""
        sheet, table = self.sheet, self.table
        top = y
        self._head(y)
        y += HEAD
        tops = [y]
        for number, (left, column) in enumerate(
            zip(table.edges, table.columns, strict=False), start=1
        ):
            sheet.cell(left, y, column.width, NUMBERS, str(number), 6.5)
        y += NUMBERS
        tops.append(y)
        for index in page:
            table.draw(sheet, y, rows[index])
            y += rows[index].height
            tops.append(y)
        table.rule(sheet, tops)
        sheet.box(LEFT, top, self.wide, y - top, THIN)
        lines = self.facts.lines
        y = self._sum_row("Итого", lines[page.start : page.stop], y)
        return self._sum_row("Всего по накладной", lines, y) if is_last else y

    def _head(self, y: float) -> None:
        """Two rows of captions over the columns."""
        sheet, edges = self.sheet, self.table.edges
        group = 17.0
        single = {
            0: "Но\u00adмер по по\u00adрядку",
            5: "Вид упаков\u00adки",
            8: "Масса брутто",
            9: "Коли\u00adчество (масса нетто)",
            10: "Цена,\nруб. коп.",
            11: "Сумма без\nучета НДС,\nруб. коп.",
            14: "Сумма с\nучетом НДС,\nруб. коп.",
        }
        groups = {
            (1, 2): ("Товар", "наименование, характеристика, сорт, артикул товара", "код"),
            (3, 4): ("Единица измерения", "наиме\u00adнование", "код по ОКЕИ"),
            (6, 7): ("Количество", "в одном месте", "мест, штук"),
            (12, 13): ("НДС", "ставка, %", "сумма,\nруб. коп."),
        }
        for column, text in single.items():
            sheet.cell(edges[column], y, edges[column + 1] - edges[column], HEAD, text, 6.5)
        lines = [(x, y, x, y + HEAD) for x in edges]
        for (first, second), (title, left, right) in groups.items():
            begin, middle, end = edges[first], edges[second], edges[second + 1]
            sheet.cell(begin, y, end - begin, group, title, 6.5, padding=0.5)
            sheet.cell(begin, y + group, middle - begin, HEAD - group, left, 6.5)
            sheet.cell(middle, y + group, end - middle, HEAD - group, right, 6.5)
            lines.remove((middle, y, middle, y + HEAD))
            lines.append((middle, y + group, middle, y + HEAD))
            lines.append((begin, y + group, end, y + group))
        sheet.lines(lines)

    def _sum_row(self, label: str, lines: Sequence[Line], y: float) -> float:
        """«Итого»: cells under columns 8 to 15, the label to their left."""
        sheet, table, edges = self.sheet, self.table, self.table.edges
        whole = sums(lines)
        shown = {
            7: _known(line.places for line in lines),
            8: _known(line.gross_mass for line in lines),
            9: quantity(sum((line.quantity for line in lines), Decimal(0))),
            10: "Х",
            11: amount(whole.net),
            12: "Х",
            13: "" if all(line.vat_rate is None for line in lines) else amount(whole.vat),
            14: amount(whole.total),
        }
        base = y + 8.6
        sheet.text(edges[7] - 3, base, label, 7, align="right")
        for column, text in shown.items():
            if text == "Х":
                middle = (edges[column] + edges[column + 1]) / 2
                sheet.text(middle, base, text, 7, align="center")
            else:
                room = table.columns[column].width - 3
                size = fitting(text, 7, room, least=2.5)
                sheet.text(edges[column + 1] - 2, base, text, size, align="right")
        low = y + FOOT
        sheet.lines([(edges[7], low, self.right, low)] + [(x, y, x, low) for x in edges[7:]])
        return low

    def _heading(self) -> float:
        """Parties on the left, codes on the right, the title; returns where it ends."""
        facts, sheet = self.facts, self.sheet
        y = TOP
        for line in self.wording.approved:
            sheet.text(self.right, y + 6, line, 6, align="right", colour=GREY)
            y += 7.5
        y += 2
        box = self.right - CODES
        sheet.cell(box, y, CODES, 10, "Коды", 7)
        top = y
        edges = [y + 10]
        if self.wording.form_code:
            edges.append(y + 20)
            self._code(y + 10, 10, "Форма по ОКУД", self.wording.form_code)
        y += 10
        above = 10.0 if self.wording.form_code else 0.0
        y = self._party(
            "", full_line(facts.shipper), _SHIPPER, y, "по ОКПО", facts.shipper.okpo, above
        )
        edges.append(y)
        y = self._party(
            "", facts.unit, "структурное подразделение", y, "Вид деятельности по ОКДП", ""
        )
        edges.append(y)
        parties = [
            ("Грузополучатель", full_line(facts.consignee), _PARTY, facts.consignee.okpo),
            ("Адрес доставки", facts.delivery_address, "адрес доставки", None),
            ("Поставщик", full_line(facts.seller), _PARTY, facts.seller.okpo),
            ("Плательщик", full_line(facts.payer), _PARTY, facts.payer.okpo),
        ]
        for label, value, caption, code in parties:
            if value:
                y = self._party(label, value, caption, y, "" if code is None else "по ОКПО", code)
                edges.append(y)
        first = facts.basis[0] if facts.basis else None
        begin = y
        basis = references(facts.basis)
        if facts.return_reason:
            basis = f"{basis}; причина возврата: {facts.return_reason}"
        y = self._party("Основание", basis, "договор, заказ-наряд", y, "", None)
        y = max(y, begin + 22)
        half = (y - begin) / 2
        self._code(begin, half, "номер", first.number if first else "")
        self._code(begin + half, half, "дата", short_date(first.on) if first else "")
        edges += [begin + half, y]
        transport = facts.transport
        self._code(y, 11, "номер", transport.number if transport else "")
        self._code(y + 11, 11, "дата", short_date(transport.on) if transport else "")
        self._code(y + 22, 11, "Вид операции", facts.operation)
        sheet.text(box - 42, y + 14, "Транспортная накладная", 7, align="right")
        edges += [y + 11, y + 22, y + 33]
        bottom = y + 33
        sheet.lines([(box, edge, self.right, edge) for edge in edges], HAIR)
        sheet.box(box, top, CODES, bottom - top, THIN)
        self._title(y + 4)
        return bottom + 3

    def _title(self, y: float) -> None:
        facts, sheet = self.facts, self.sheet
        middle = LEFT + self.wide * 0.44
        sheet.text(middle - 8, y + 22, self.wording.title, 11, bold=True, align="right")
        for left, wide, caption, value in (
            (middle, 84.0, "Номер документа", facts.number),
            (middle + 84, 78.0, "Дата составления", short_date(facts.issued_on)),
        ):
            sheet.box(left, y, wide, 11)
            sheet.cell(left, y, wide, 11, caption, 6.5)
            sheet.box(left, y + 11, wide, 16, THIN)
            size = fitting(value, 10, wide - 6, bold=True)
            sheet.text(left + wide / 2, y + 22.5, value, size, bold=True, align="center")

    def _party(
        self,
        label: str,
        value: str,
        caption: str,
        y: float,
        code_label: str,
        code: str | None,
        least: float = 0,
    ) -> float:
        """A value on a line with its caption below, and the code beside; returns its bottom."""
        sheet = self.sheet
        left = LEFT + (LABELS if label else 0)
        end = self.right - CODES - CODE_LABELS
        lines = wrap(value, 7.5, end - left - 2)
        tall = max(len(lines), 1) * 7.5 * 1.16
        under = y + max(tall + 2.5, least)
        if label:
            sheet.text(left - 6, under - 2.5, label, 7.5, align="right")
        sheet.block(left + 2, under - tall - 1, lines, 7.5)
        sheet.line(left, under, end, under)
        sheet.text((left + end) / 2, under + 5.6, caption, CAPTION, align="center", colour=GREY)
        bottom = under + 7.5
        if code is not None:
            begin = y + (10 if least else 0)
            self._code(begin, bottom - begin, code_label, code)
        return bottom

    def _code(self, y: float, high: float, label: str, code: str) -> None:
        box = self.right - CODES
        base = y + high / 2 + 2.6
        self.sheet.text(box - 3, base, label, 7, align="right")
        size = fitting(code, 8, CODES - 4)
        self.sheet.text(box + CODES / 2, base, code, size, align="center")


def _cells(line: Line, includes_vat: bool) -> tuple[str, ...]:
    return (
        str(line.number),
        line.name,
        line.article,
        line.unit_sign,
        line.unit_code,
        line.packing,
        "" if line.in_place is None else quantity(line.in_place),
        "" if line.places is None else quantity(line.places),
        "" if line.gross_mass is None else words.mass_digits(line.gross_mass),
        quantity(line.quantity),
        amount(net_price(line, includes_vat)),
        amount(line.net),
        "Без НДС" if line.vat_rate is None else quantity(line.vat_rate),
        "" if line.vat_rate is None else amount(line.vat),
        amount(line.total),
    )


def _known(values: Iterable[Decimal | None]) -> str:
    known = whole(values)
    return "" if known is None else words.mass_digits(known)
