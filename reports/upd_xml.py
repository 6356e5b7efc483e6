"""УПД as XML of format 5.03 (КНД 1115131): what an operator of electronic documents takes.

Windows-1251 as the format wants; what that encoding lacks is replaced by its nearest writing.
The structure is that of ``ON_NSCHFDOPPR``; its conditional rules are kept here: addresses and
«он же», the name in 5а equal to the document's own, price times quantity equal to the net sum.
What an operator would send back is refused before it is written (``CannotBeFiled``).
"""

from __future__ import annotations

import io
import re
from decimal import ROUND_HALF_UP, Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree
from lxml.etree import _Element as Element

from reports.cp1251 import cp1251
from reports.facts import Line, Party, Reference, Signer, TaxInvoice
from reports.parties import tax_number

VERSION, PROGRAM, KND = "5.03", "Wholesale", "1115131"
FACT = (
    "Документ об отгрузке товаров (выполнении работ), передаче имущественных прав "
    "(документ об оказании услуг)"
)
NAMES = {
    "СЧФДОП": f"Счет-фактура и {FACT[0].lower()}{FACT[1:]}",
    "ДОП": FACT,
}
FUNCTIONS = {0: "СЧФ", 1: "СЧФДОП", 2: "ДОП"}
PROOFS = {"in_signature": "1", "by_guid": "3", "on_paper": "5"}
"""СпосПодтПолном: powers in the certificate, an electronic power of attorney, one on paper."""
REGISTER = "https://m4d.nalog.gov.ru"
"""Where electronic powers of attorney are kept unless another place is agreed."""
GS = "\x1d"

_ENTREPRENEUR = re.compile(
    r"^((индивидуальный предприниматель|ип|глава кфх|"
    r"глава крестьянского \(фермерского\) хозяйства)(?!\w)[\s«\"]*)+",
    re.IGNORECASE,
)
_POWER = re.compile(
    r"доверенност\w*\s+№\s*(?P<number>\S+)\s+от\s+(?P<day>\d\d\.\d\d\.\d{4})", re.IGNORECASE
)
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_GS1 = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+""")


class CannotBeFiled(ValueError):
    """What an operator of electronic documents would refuse: ``code`` names the rule."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


def upd_xml(facts: TaxInvoice) -> bytes:
    """The file to be signed; byte for byte the same for the same facts."""
    root = etree.Element("Файл")
    _set(root, ИдФайл=file_id(facts), ВерсФорм=VERSION, ВерсПрог=PROGRAM)
    function = FUNCTIONS[facts.status]
    made_at = facts.made_at
    document = _child(
        root,
        "Документ",
        КНД=KND,
        Функция=function,
        ПоФактХЖ="" if function == "СЧФ" else FACT,
        НаимДокОпр=NAMES.get(function, ""),
        ДатаИнфПр=f"{made_at or facts.issued_on:%d.%m.%Y}",
        ВремИнфПр=f"{made_at:%H.%M.%S}" if made_at else "00.00.00",
        НаимЭконСубСост=f"{facts.seller.name}, ИНН/КПП {tax_number(facts.seller)}",
    )
    _invoice(document, facts, function)
    _table(document, facts)
    if function != "СЧФ":
        _transfer(document, facts)
    if facts.director is not None:
        _signer(document, facts.director)
    file = io.BytesIO(b'<?xml version="1.0" encoding="windows-1251"?>\n')
    file.seek(0, io.SEEK_END)
    etree.ElementTree(root).write(file, encoding="windows-1251", xml_declaration=False)
    return file.getvalue()


def file_id(facts: TaxInvoice) -> str:
    """The name rule: ``ON_NSCHFDOPPR_{to}_{from}_{day}_{GUID}_{marks}``; the file adds .xml."""
    day = facts.made_at.date() if facts.made_at else facts.issued_on
    traced = int(any(line.traced for line in facts.lines))
    marked = int(any(line.marks or line.package_marks for line in facts.lines))
    return (
        f"ON_NSCHFDOPPR_{_participant(facts.buyer)}_{_participant(facts.seller)}_{day:%Y%m%d}_"
        f"{_guid(facts)}_{traced}_{marked}_0_0_0_00"
    )


def _guid(facts: TaxInvoice) -> UUID:
    key = f"{facts.seller.inn}/{facts.status}/{facts.number}/{facts.issued_on}"
    if facts.revision is not None:  # a corrected paper keeps its number, its file has its own
        key += f"/{facts.revision.number}/{facts.revision.on}"
    return uuid5(NAMESPACE_URL, key)


def _participant(party: Party) -> str:
    """The id at the operator; without one the tax numbers stand in its place."""
    return party.edo_id or "-".join(part for part in (party.inn, party.kpp) if part)


def _invoice(document: Element, facts: TaxInvoice, function: str) -> None:
    invoice = _child(
        document, "СвСчФакт", НомерДок=facts.number, ДатаДок=f"{facts.issued_on:%d.%m.%Y}"
    )
    if facts.revision is not None and facts.revision.on is not None:
        _child(
            invoice,
            "ИспрДок",
            НомИспр=facts.revision.number,
            ДатаИспр=f"{facts.revision.on:%d.%m.%Y}",
        )
    _party(invoice, "СвПрод", facts.seller)
    shipper = _child(invoice, "ГрузОт")
    if facts.shipper == facts.seller:
        _child(shipper, "ОнЖе").text = "он же"
    else:
        _party(shipper, "ГрузОтпр", facts.shipper)
    _party(invoice, "ГрузПолуч", facts.consignee)
    for paid in facts.payments:
        if paid.on is not None:
            _child(invoice, "СвПРД", НомерПРД=paid.number, ДатаПРД=f"{paid.on:%d.%m.%Y}")
    own = NAMES.get(function)
    for paper in facts.shipping:
        name = own if own and paper.number == facts.number else paper.name
        _child(
            invoice,
            "ДокПодтвОтгрНом",
            РеквНаимДок=name,
            РеквНомерДок=paper.number,
            РеквДатаДок=f"{paper.on or facts.issued_on:%d.%m.%Y}",
        )
    _party(invoice, "СвПокуп", facts.buyer)
    _child(invoice, "ДенИзм", КодОКВ="643", НаимОКВ="Российский рубль")
    if facts.contract_id:
        _child(invoice, "ДопСвФХЖ1", ИдГосКон=facts.contract_id)


def _party(parent: Element, name: str, party: Party) -> None:
    node = _child(parent, name, ОКПО=party.okpo)
    identity = _child(node, "ИдСв")
    if party.is_entrepreneur:
        own = _child(identity, "СвИП", ИННФЛ=party.inn, ОГРНИП=party.ogrn)
        _person(own, _entrepreneur(party))
    else:
        _child(identity, "СвЮЛУч", НаимОрг=party.name, ИННЮЛ=party.inn, КПП=party.kpp)
    if party.address:
        address = _child(node, "Адрес")
        _child(address, "АдрИнф", КодСтр="643", НаимСтран="Россия", АдрТекст=party.address)
    if party.bank is not None:
        bank = _child(node, "БанкРекв", НомерСчета=party.bank.account)
        _child(
            bank,
            "СвБанк",
            НаимБанк=party.bank.name,
            БИК=party.bank.bic,
            КорСчет=party.bank.correspondent_account,
        )


def _table(document: Element, facts: TaxInvoice) -> None:
    table = _child(document, "ТаблСчФакт")
    for line in facts.lines:
        _line(table, line)
    whole = facts.sums
    total = _child(
        table,
        "ВсегоОпл",
        СтТовБезНДСВсего=f"{whole.net:.2f}",
        СтТовУчНалВсего=f"{whole.total:.2f}",
    )
    tax = _child(total, "СумНалВсего")
    if all(line.vat_rate is None for line in facts.lines):
        _child(tax, "БезНДС").text = "без НДС"
    else:
        _child(tax, "СумНал").text = f"{whole.vat:.2f}"


def _line(table: Element, line: Line) -> None:
    node = _child(
        table,
        "СведТов",
        НомСтр=str(line.number),
        НаимТов=line.name[:2000],
        ОКЕИ_Тов=line.unit_code,
        НаимЕдИзм=line.unit_sign,
        КолТов=_plain(line.quantity),
        ЦенаТов=_plain(exact_price(line)),
        СтТовБезНДС=f"{line.net:.2f}",
        НалСт="без НДС" if line.vat_rate is None else f"{_plain(line.vat_rate)}%",
        СтТовУчНал=f"{line.total:.2f}",
    )
    if line.declaration or line.country_code:
        _child(node, "СвДТ", КодПроисх=line.country_code, НомерДТ=line.declaration[:29])
    more = _child(
        node,
        "ДопСведТов",
        ПрТовРаб="1",
        АртикулТов=line.article[:50],
        КодВидТов=line.goods_code,
    )
    if line.country:
        _child(more, "КрНаимСтрПр").text = cp1251(line.country)
    if line.traced is not None:
        _child(
            more,
            "СведПрослеж",
            НомТовПрослеж=line.traced.lot,
            ЕдИзмПрослеж=line.traced.unit_code,
            НаимЕдИзмПрослеж=line.traced.unit_sign,
            КолВЕдПрослеж=_plain(line.traced.quantity),
            СтТовБезНДСПрослеж=f"{line.traced.net:.2f}",
        )
    for name, codes in (("КИЗ", line.marks), ("НомУпак", line.package_marks)):
        if codes:
            marks = _child(more, "НомСредИдентТов")
            for code in codes:
                _child(marks, name).text = identification(code, line=line.number)
    _child(_child(node, "Акциз"), "БезАкциз").text = "без акциза"
    tax = _child(node, "СумНал")
    if line.vat_rate is None:
        _child(tax, "БезНДС").text = "без НДС"
    else:
        _child(tax, "СумНал").text = f"{line.vat:.2f}"


def exact_price(line: Line) -> Decimal:
    """The price without VAT to eleven places, so that times the quantity it is the net sum."""
    return (line.net / line.quantity).quantize(Decimal("1E-11"), rounding=ROUND_HALF_UP)


def _transfer(document: Element, facts: TaxInvoice) -> None:
    transfer = _child(
        _child(document, "СвПродПер"),
        "СвПер",
        СодОпер="Товары переданы",
        ВидОпер=facts.operation or "Продажа",
        ДатаПер=f"{facts.shipped_on:%d.%m.%Y}",
    )
    grounds = [paper for paper in facts.basis if paper.number and paper.on]
    for paper in grounds:
        _ground(transfer, paper)
    if not grounds:
        _child(transfer, "БезДокОснПер").text = "1"
    if facts.release is not None:
        person = _child(transfer, "СвЛицПер")
        _worker(person, facts.release)
    if facts.cargo:
        _child(transfer, "Тран", СвТран=facts.cargo[:1000])


def _ground(transfer: Element, paper: Reference) -> None:
    _child(
        transfer,
        "ОснПер",
        РеквНаимДок=paper.name,
        РеквНомерДок=paper.number,
        РеквДатаДок=f"{paper.on:%d.%m.%Y}",
    )


def _worker(parent: Element, signer: Signer) -> None:
    powers = f"действует на основании: {signer.authority}" if signer.authority else ""
    worker = _child(parent, "РабОргПрод", Должность=signer.position, ИныеСвед=powers[:255])
    _person(worker, signer.name)


def _signer(document: Element, signer: Signer) -> None:
    """Who signs the file and how his powers are proved (``PROOFS``)."""
    power = _POWER.search(signer.authority)
    is_guid = power is not None and _GUID.fullmatch(power["number"]) is not None
    proof = ("by_guid" if is_guid else "on_paper") if power else "in_signature"
    node = _child(
        document,
        "Подписант",
        Должн=signer.position,
        ТипПодпис="1",
        СпосПодтПолном=PROOFS[proof],
        ДопСведПодп="" if power else signer.authority[:255],
    )
    _person(node, signer.name)
    if power is None:
        return
    if is_guid:
        number = power["number"].lower()
        _child(node, "СвДоверЭл", НомДовер=number, ДатаВыдДовер=power["day"], ИдСистХран=REGISTER)
    else:
        _child(node, "СвДоверБум", ДатаВыдДовер=power["day"], ВнНомДовер=power["number"][:50])


def _entrepreneur(party: Party) -> str:
    """Surname, first name and patronymic out of «Индивидуальный предприниматель …»."""
    name = _ENTREPRENEUR.sub("", party.name).strip("«»\"' ")
    parts = name.split()
    if len(parts) < 2 or "." in name:
        raise CannotBeFiled(
            "document_requisites_missing", party=party.name, missing="фамилия, имя, отчество"
        )
    return name


def identification(code: str, *, line: int) -> str:
    """A scanned КИЗ without the scanner's prefix and the crypto tail, which begins at the first
    group separator. Raises ``CannotBeFiled`` when something in it is no character of GS1."""
    kept = code.strip().removeprefix("]d2").removeprefix("]C1").lstrip(GS).split(GS)[0]
    if not _GS1.fullmatch(kept):
        raise CannotBeFiled("mark_unreadable", line=line, code=ascii(code)[1:-1])
    return kept


def _person(parent: Element, name: str) -> None:
    """«Иванов Иван Иванович» in its parts; what is missing gets a dash, as the format wants."""
    surname, first, *rest = [*name.split(), "-", "-"][: max(2, len(name.split()))]
    _child(parent, "ФИО", Фамилия=surname[:60], Имя=first[:60], Отчество=" ".join(rest)[:60])


def _child(parent: Element, name: str, **attributes: str) -> Element:
    node = etree.SubElement(parent, name)
    _set(node, **attributes)
    return node


def _set(node: Element, **attributes: str) -> None:
    """Attributes with a value; the format has no empty ones."""
    for name, value in attributes.items():
        clean = cp1251(value).strip()
        if clean:
            node.set(name, clean)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
