"""Счёт на оплату: bank block, payment QR, parties, goods, sums in words, signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reports import qr
from reports.facts import Bank, Invoice, Line, Look, Pictures, Signer, Sums, sums
from reports.parties import rates, reference, short_line
from reports.style import BLACK, GREY, HAIR, MM, THICK, THIN, Sheet, fitting, width, wrap
from reports.table import Column, Row, Table, paginate
from reports.words import amount, long_date, quantity, roubles, short_date, surname_first

LEFT, RIGHT, TOP, BOTTOM = 15 * MM, 10 * MM, 11 * MM, 13 * MM
FOOTER = 10.0
STAMP_ROOM = 20.0
"""So much more room the signatures take when a stamp stands by them."""


def invoice_pdf(facts: Invoice, pictures: Pictures | None = None) -> bytes:
    """The invoice as a PDF. ``pictures`` holds what ``facts.look`` names."""
    return _Form(facts, pictures or {}).draw()


class _Form:
    def __init__(self, facts: Invoice, pictures: Pictures) -> None:
        self.facts, self.pictures = facts, pictures
        self.title = f"Счет на оплату № {facts.number} от {long_date(facts.issued_on)}"
        self.sheet = Sheet(self.title, author=facts.seller.name)
        self.wide = self.sheet.width - LEFT - RIGHT
        self.columns = self._shown_columns()
        rest = self.wide - sum(column.width for _, column, _ in self.columns)
        self.table = Table(
            LEFT,
            [
                column if column.width else replace(column, width=rest)
                for _, column, _ in self.columns
            ],
            size=8,
            padding=2.6,
        )

    def _shown_columns(self) -> list[tuple[str, Column, Callable[[Line], str]]]:
        """Caption, width and text of each column; articles and discounts only where there are
        some. The name takes what is left."""
        lines, includes_vat = self.facts.lines, self.facts.includes_vat
        with_articles = any(line.article for line in lines)
        with_discount = any(line.discount for line in lines)
        columns: list[tuple[str, Column, Callable[[Line], str], bool]] = [
            ("№", Column(24, "center"), lambda line: str(line.number), True),
            ("Артикул", Column(66, whole=True), lambda line: line.article, with_articles),
            ("Товары (работы, услуги)", Column(0), lambda line: line.name, True),
            ("Кол-во", Column(48, "right"), lambda line: quantity(line.quantity), True),
            ("Ед.", Column(30, "center", whole=True), lambda line: line.unit_sign, True),
            ("Цена", Column(60, "right"), _price, True),
            ("Скидка", Column(56, "right"), _discount, with_discount),
            (
                "Сумма",
                Column(72, "right"),
                lambda line: amount(line.total if includes_vat else line.net),
                True,
            ),
        ]
        return [(caption, column, text) for caption, column, text, shown in columns if shown]

    def draw(self) -> bytes:
        facts, sheet, table = self.facts, self.sheet, self.table
        rows = [table.measure([text(line) for _, _, text in self.columns]) for line in facts.lines]
        top = self._heading()
        lowest = sheet.height - BOTTOM
        head = 18.0
        pages = paginate(
            [row.height for row in rows],
            first=lowest - top - head,
            later=lowest - TOP - head - FOOTER,
            foot=FOOTER,
            tail=self._tail_height(),
        )
        for number, page in enumerate(pages, start=1):
            y = top if number == 1 else TOP + FOOTER
            if number > 1:
                sheet.next_page()
                sheet.text(LEFT, TOP + 4, self.title, 7.5, colour=GREY)
            if page:
                y = self._rows(rows, page, y, head)
            if number == len(pages):
                self._tail(y)
            if len(pages) > 1:
                sheet.text(
                    sheet.width - RIGHT,
                    sheet.height - BOTTOM + 12,
                    f"Страница {number} из {len(pages)}",
                    7.5,
                    align="right",
                    colour=GREY,
                )
        return sheet.finish()

    def _rows(self, rows: Sequence[Row], page: range, y: float, head: float) -> float:
        sheet, table = self.sheet, self.table
        top = y
        cells = zip(self.columns, table.columns, table.edges, strict=False)
        for (caption, _, _), column, left in cells:
            sheet.cell(left, y, column.width, head, caption, 8, bold=True)
        tops = [y, y := y + head]
        for index in page:
            table.draw(sheet, y, rows[index])
            y += rows[index].height
            tops.append(y)
        table.rule(sheet, tops)
        sheet.box(LEFT, top, self.wide, y - top, THICK)
        return y

    def _heading(self) -> float:
        """Everything above the table; returns where the table begins."""
        facts, sheet, look = self.facts, self.sheet, self.facts.look
        y = TOP
        if look.logo in self.pictures:
            sheet.picture(self.pictures[look.logo], LEFT, y, 60 * MM, 16 * MM)
            contacts = [facts.seller.name, facts.seller.phone, facts.seller.email]
            sheet.block(
                sheet.width - RIGHT,
                y + 4,
                [line for line in contacts if line],
                8,
                align="right",
                colour=GREY,
                leading=1.35,
            )
            y += 18 * MM
        if look.notice and look.blocks[:1] == ("notice",):
            for line in wrap(look.notice, 7.5, self.wide - 40):
                sheet.text(LEFT + self.wide / 2, y + 7, line, 7.5, align="center", colour=GREY)
                y += 9
            y += 5
        if facts.seller.bank is not None:
            y = self._bank(facts.seller.bank, y)
        y += 20
        sheet.text(LEFT, y, self.title, fitting(self.title, 14, self.wide, bold=True), bold=True)
        y += 6
        sheet.line(LEFT, y, LEFT + self.wide, y, THICK, look.accent)
        y += 9
        parties = [
            ("Поставщик (Исполнитель):", short_line(facts.seller)),
            ("Грузоотправитель:", short_line(facts.shipper) if facts.shipper else ""),
            ("Покупатель (Заказчик):", short_line(facts.buyer)),
            ("Грузополучатель:", short_line(facts.consignee) if facts.consignee else ""),
            ("Основание:", "; ".join(reference(paper) for paper in facts.basis)),
        ]
        for label, value in parties:
            if value:
                beside = sheet.wrapped(LEFT, y, label, 74, 8.5)
                y = max(beside, sheet.wrapped(LEFT + 80, y, value, self.wide - 80, 8.5, bold=True))
                y += 5
        return y + 5

    def _bank(self, bank: Bank, y: float) -> float:
        """The grid of a payment order's sample, the QR code to its right."""
        facts, sheet = self.facts, self.sheet
        text = qr.payment_string(facts) if "qr" in facts.look.blocks else None
        side = 0.0
        if text is not None:
            side = qr.side(text)
            qr.draw(sheet, LEFT + self.wide - side + 4, y - 5, text)
        right = LEFT + self.wide - (side + 4 if side else 0)
        room = (right - LEFT) * 0.56 - 6
        bank_lines, name_lines = (wrap(name, 8.5, room) for name in (bank.name, facts.seller.name))
        label = LEFT + (right - LEFT) * 0.56
        value = label + 38
        third = LEFT + (right - LEFT) * 0.28
        bank_low = y + max(32.0, 10 * len(bank_lines) + 13)
        inn_low = bank_low + 14
        low = inn_low + max(36.0, 10 * len(name_lines) + 13)
        sheet.lines(
            [
                (LEFT, bank_low, right, bank_low),
                (LEFT, inn_low, label, inn_low),
                (label, y, label, low),
                (value, y, value, low),
                (third, bank_low, third, inn_low),
                (label, y + 14, value, y + 14),
            ],
            THIN,
        )
        sheet.box(LEFT, y, right - LEFT, low - y, THIN)
        sheet.block(LEFT + 3, y + 3, bank_lines, 8.5)
        sheet.text(LEFT + 3, bank_low - 3, "Банк получателя", 7, colour=GREY)
        sheet.text(label + 3, y + 10.5, "БИК", 8.5)
        sheet.text(value + 4, y + 10.5, bank.bic, 8.5)
        sheet.text(label + 3, y + 24.5, "Сч. №", 8.5)
        sheet.text(value + 4, y + 24.5, bank.correspondent_account, 8.5)
        sheet.text(LEFT + 3, bank_low + 10.5, "ИНН", 8.5)
        sheet.text(LEFT + 26, bank_low + 10.5, facts.seller.inn, 8.5)
        sheet.text(third + 3, bank_low + 10.5, "КПП", 8.5)
        sheet.text(third + 26, bank_low + 10.5, facts.seller.kpp, 8.5)
        sheet.text(label + 3, bank_low + 10.5, "Сч. №", 8.5)
        sheet.text(value + 4, bank_low + 10.5, bank.account, 8.5)
        sheet.block(LEFT + 3, inn_low + 3, name_lines, 8.5)
        sheet.text(LEFT + 3, low - 3, "Получатель", 7, colour=GREY)
        return max(low, y + side - 4)

    def _totals(self) -> list[tuple[str, str]]:
        facts, whole = self.facts, self.facts.sums
        shown = whole.total if facts.includes_vat else whole.net
        found = [("Итого:", amount(shown))]
        by_rate = rates(facts.lines)
        if list(by_rate) == ["без НДС"]:
            found.append(("Без налога (НДС):", "—"))
        else:
            label = "В том числе НДС" if facts.includes_vat else "Сумма НДС"
            for rate, lines in by_rate.items():
                part = sums(lines)
                if rate == "без НДС":
                    found.append(("Не облагается НДС:", amount(part.total)))
                else:
                    found.append((f"{label} {rate}:", amount(part.vat)))
        return [*found, ("Всего к оплате:", amount(whole.total))]

    def _terms(self) -> list[str]:
        """The lines between the words and the signatures, in the order of the look's blocks."""
        facts, look = self.facts, self.facts.look
        found: list[str] = []
        for at, block in enumerate(look.blocks):
            if block == "due" and facts.due_on is not None:
                found.append(f"Оплатить не позднее {short_date(facts.due_on)}")
            elif block == "notice" and at and look.notice:
                found.extend(wrap(look.notice, 8, self.wide))
            elif block == "terms":
                for term in look.terms:
                    found.extend(wrap(term, 8, self.wide))
        return found

    def _tail_height(self) -> float:
        words = wrap(_in_words(self.facts.sums), 9, self.wide, True)
        return (
            8
            + 13 * len(self._totals())
            + 10
            + 12 * (1 + len(words))
            + 8
            + 11 * len(self._terms())
            + 60
            + STAMP_ROOM * (self.facts.look.stamp in self.pictures)
        )

    def _tail(self, y: float) -> None:
        facts, sheet, whole = self.facts, self.sheet, self.facts.sums
        right = LEFT + self.wide
        y += 8
        totals = self._totals()
        labels = right - max(80.0, *(width(value, 9, bold=True) + 10 for _, value in totals))
        for label, value in totals:
            y += 13
            sheet.text(labels, y, label, 9, bold=True, align="right")
            sheet.text(right - 2.6, y, value, 9, bold=True, align="right")
        y += 20
        count = f"Всего наименований {len(facts.lines)}, на сумму {amount(whole.total)} руб."
        sheet.text(LEFT, y, count, 9)
        for line in wrap(_in_words(whole), 9, self.wide, True):
            y += 12
            sheet.text(LEFT, y, line, 9, bold=True)
        y += 8
        for line in self._terms():
            y += 11
            sheet.text(LEFT, y, line, 8)
        y += 6
        sheet.line(LEFT, y, right, y, THICK, facts.look.accent)
        self._signatures(y)

    def _signatures(self, y: float) -> None:
        facts, sheet, look = self.facts, self.sheet, self.facts.look
        is_stamped = look.stamp in self.pictures
        y += 36 + STAMP_ROOM * is_stamped
        if facts.seller.is_entrepreneur:
            self._sign(LEFT, y, self.wide * 0.6, "Предприниматель", facts.director, look, True)
        else:
            half = self.wide / 2 - 8
            self._sign(LEFT, y, half, "Руководитель", facts.director, look, True)
            self._sign(LEFT + half + 16, y, half, "Бухгалтер", facts.accountant, look, False)
        if is_stamped:
            side = 38 * MM
            sheet.picture(self.pictures[look.stamp], LEFT - 8, y - side * 0.55, side, side)

    def _sign(
        self,
        x: float,
        y: float,
        room: float,
        label: str,
        signer: Signer | None,
        look: Look,
        is_director: bool,
    ) -> None:
        sheet = self.sheet
        sheet.text(x, y, label, 9, bold=True)
        name = f"({surname_first(signer.name)})" if signer else "(                              )"
        begin, end = x + 72, x + room - 82
        sheet.line(begin, y + 2, end, y + 2, HAIR, BLACK)
        sheet.text(end + 4, y, name, fitting(name, 8.5, 78))
        facsimile = look.director_facsimile if is_director else look.accountant_facsimile
        if facsimile in self.pictures:
            sheet.picture(self.pictures[facsimile], begin + 26, y - 24, end - begin - 20, 30)


def _price(line: Line) -> str:
    """The price before the discount where there is one: price × quantity − discount is the sum."""
    return amount(line.list_price if line.discount and line.list_price else line.price)


def _discount(line: Line) -> str:
    return amount(line.discount) if line.discount else ""


def _in_words(whole: Sums) -> str:
    return roubles(whole.total)
