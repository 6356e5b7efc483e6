"""The dialogs of price rules: the fields of each form, and the form that they make."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wholesale.catalog import queries as catalog
from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.core.vocabulary import DiscountSource, PromotionEffect
from wholesale.flow import change_prices
from wholesale.pricing import browse
from wholesale.pricing.browse import Choices
from wholesale.pricing.forms import (
    ClubForm,
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    Form,
    FormulaForm,
    Goods,
    MarginForm,
    PriceListForm,
    PromotionForm,
)
from wholesale.ui.call import call, look
from wholesale.ui.components import toast
from wholesale.ui.components.forms import Field
from wholesale.ui.session import sign, t, word
from wholesale.ui.supervisor import prices_effect

NOTHING = 0


@dataclass(frozen=True, slots=True)
class Dialog:
    """A rule to be edited: its fields, and how their values become a form again."""

    title: str
    fields: Sequence[Field]
    form: Callable[[dict[str, Any]], Awaitable[Form]]
    rule_id: int | None = None


def edit(made: Dialog, done: Callable[[], Awaitable[None]]) -> None:
    """Open the dialog with the effect beside it; ``done`` is called after it was saved."""

    async def save(values: dict[str, Any]) -> None:
        form = await made.form(values)
        await call(change_prices.save_rule, form=form, rule_id=made.rule_id)
        toast.good(t("Saved"))
        await done()

    prices_effect.dialog(made.title, made.fields, made.form, save, rule_id=made.rule_id)


async def price_list(rule_id: int | None, choices: Choices) -> Dialog:
    """A price list."""
    form = await _form(PriceListForm, rule_id) or PriceListForm(code="", name="")
    lists = {key: name for key, name in choices.lists.items() if key != rule_id}
    currency = sign(form.currency)
    fields = [
        Field("name", t("Title"), value=form.name, required=True),
        Field("code", t("Code"), value=form.code, required=True),
        Field("parent_id", t("Derived from"), "choice", form.parent_id or NOTHING,
              options={NOTHING: t("a list of its own"), **lists}),
        Field("currency", t("Currency"), value=form.currency, required=True),
        Field("includes_vat", t("Prices include VAT"), "flag", form.includes_vat),
        Field("rounding", t("Rounding, {currency}", currency=currency), "number", form.rounding,
              required=True),
        Field("ending", t("Ending, {currency}", currency=currency), "number", form.ending,
              hint=t("Step 10 and ending 9.90 give 19.90, 29.90 …")),
        Field("is_base", t("Base list of the company"), "flag", form.is_base),
    ]  # fmt: skip

    async def made(values: dict[str, Any]) -> Form:
        parent = values["parent_id"] or None
        return PriceListForm(
            **{
                **values,
                "parent_id": parent,
                "ending": values["ending"] or Decimal(0),
                "currency": values["currency"].upper(),
            }
        )

    title = form.name if rule_id else t("New price list")
    return Dialog(title, fields, made, rule_id)


async def entry(rule_id: int | None, list_id: int) -> Dialog:
    """A price of a list."""
    form = await _form(EntryForm, rule_id)
    of_list = await _form(PriceListForm, list_id or None)
    label = t("Price, {currency}", currency=sign(of_list.currency)) if of_list else t("Price")
    fields = [
        await _article(form.product_id if form else None),
        Field("price", label, "number", form.price if form else None, required=True),
        Field("min_quantity", t("From quantity"), "number",
              form.min_quantity if form else Decimal(1), required=True),
        *_dates(form),
    ]  # fmt: skip

    async def made(values: dict[str, Any]) -> Form:
        product = await _product(values.pop("article"))
        return EntryForm(price_list_id=list_id, product_id=product, **values)

    return Dialog(t("Price"), fields, made, rule_id)


async def formula(rule_id: int | None, list_id: int, choices: Choices) -> Dialog:
    """A difference of a derived list from its parent."""
    form = await _form(FormulaForm, rule_id)
    fields = [
        Field("percent", t("Difference, %"), "number", form.percent if form else None,
              required=True, hint=t("−7 is seven per cent below the parent list")),
        *await _scope(form, choices),
        *_dates(form),
    ]  # fmt: skip

    async def made(values: dict[str, Any]) -> Form:
        return FormulaForm(price_list_id=list_id, **await _scoped(values))

    return Dialog(t("Formula of a derived list"), fields, made, rule_id)


async def contract_price(rule_id: int | None, choices: Choices) -> Dialog:
    """A price agreed with a dealer."""
    form = await _form(ContractPriceForm, rule_id)
    fields = [
        Field("dealer_id", t("Dealer"), "choice", form.dealer_id if form else None,
              options=choices.dealers, required=True),
        await _article(form.product_id if form else None),
        Field("price", t("Price, ₽"), "number", form.price if form else None, required=True),
        Field("min_quantity", t("From quantity"), "number",
              form.min_quantity if form else Decimal(1), required=True),
        *_dates(form),
        Field("discountable", t("Discounts apply"), "flag", form.discountable if form else False),
        Field("below_floor", t("May be below the floor"), "flag",
              form.below_floor if form else False),
    ]  # fmt: skip

    async def made(values: dict[str, Any]) -> Form:
        product = await _product(values.pop("article"))
        return ContractPriceForm(product_id=product, **values)

    return Dialog(t("Contract price"), fields, made, rule_id)


async def discount(rule_id: int | None, source: DiscountSource, choices: Choices) -> Dialog:
    """A discount of a source: the fields are those that count for it."""
    form = await _form(DiscountForm, rule_id)
    fields = [
        Field("percent", t("Discount, %"), "number", form.percent if form else None,
              required=True)
    ]  # fmt: skip
    if source is DiscountSource.PERSONAL:
        fields.append(
            Field("dealer_id", t("Dealer"), "choice", form.dealer_id if form else None,
                  options=choices.dealers, required=True)
        )  # fmt: skip
    elif source is DiscountSource.CLUB:
        fields.append(
            Field("club_id", t("Club"), "choice", form.club_id if form else None,
                  options=choices.clubs, required=True)
        )  # fmt: skip
    else:
        turnover = source is DiscountSource.TURNOVER
        fields += [
            Field("threshold", t("From turnover, ₽") if turnover else t("From order sum, ₽"),
                  "number", form.threshold if form else None, required=True),
            Field("dealer_id", t("Dealer"), "choice", form.dealer_id if form else NOTHING,
                  options={NOTHING: t("everybody"), **choices.dealers}),
            Field("club_id", t("Club"), "choice", form.club_id if form else NOTHING,
                  options={NOTHING: t("everybody"), **choices.clubs}),
            Field("point_id", t("Trading point"), "choice", form.point_id if form else NOTHING,
                  options={NOTHING: t("all"), **choices.points}),
        ]  # fmt: skip
        if turnover:
            fields.append(
                Field("days", t("In how many days"), "number", Decimal(form.days if form else 365))
            )
    fields += [*await _scope(form, choices), *_dates(form)]

    async def made(values: dict[str, Any]) -> Form:
        values = await _scoped(values)
        for name in ("dealer_id", "club_id", "point_id"):
            values[name] = values.get(name) or None
        if "days" in values:
            values["days"] = int(values["days"] or 365)
        return DiscountForm(source=source, **values)

    return Dialog(t("Discount: {source}", source=word(source).lower()), fields, made, rule_id)


async def margin(rule_id: int | None, choices: Choices) -> Dialog:
    """The least margin over cost."""
    form = await _form(MarginForm, rule_id)
    fields = [
        Field("percent", t("Least margin over cost, %"), "number", form.percent if form else None,
              required=True),
        *await _scope(form, choices),
    ]  # fmt: skip

    async def made(values: dict[str, Any]) -> Form:
        return MarginForm(**await _scoped(values))

    return Dialog(t("Least margin"), fields, made, rule_id)


async def club(rule_id: int | None, choices: Choices) -> Dialog:
    """A club and its members."""
    form = await _form(ClubForm, rule_id) or ClubForm(code="", name="")
    fields = [
        Field("name", t("Title"), value=form.name, required=True),
        Field("code", t("Code"), value=form.code, required=True),
        Field("rank", t("Rank: the smaller is asked first"), "number", Decimal(form.rank)),
        Field("price_list_id", t("Price list"), "choice", form.price_list_id or NOTHING,
              options={NOTHING: t("none"), **choices.lists}),
        Field("members", t("Members"), "choices", list(form.members), options=choices.dealers),
    ]  # fmt: skip

    async def made(values: dict[str, Any]) -> Form:
        return ClubForm(
            code=values["code"],
            name=values["name"],
            rank=int(values["rank"] or 100),
            price_list_id=values["price_list_id"] or None,
            members=tuple(values["members"]),
        )

    return Dialog(form.name or t("New club"), fields, made, rule_id)


async def promotion(rule_id: int | None, choices: Choices) -> Dialog:
    """A promotion: goods as lines «article», «article × quantity», «#category» or «@brand»."""
    form = await _form(PromotionForm, rule_id) or PromotionForm(
        code="", name="", effect=PromotionEffect.PERCENT
    )
    gift = await _articles([form.gift_product_id] if form.gift_product_id else [])
    fields = [
        Field("name", t("Title"), value=form.name, required=True),
        Field("code", t("Code"), value=form.code, required=True),
        Field("effect", t("What it gives"), "choice", form.effect,
              options={effect: word(effect) for effect in PromotionEffect}),
        Field("percent", t("Discount, %"), "number", form.percent,
              when=_of(PromotionEffect.PERCENT, PromotionEffect.BUNDLE)),
        Field("price", t("Price, ₽"), "number", form.price,
              when=_of(PromotionEffect.FIXED_PRICE, PromotionEffect.BUNDLE)),
        Field("buy", t("Buy, pieces"), "number", _whole(form.buy),
              when=_of(PromotionEffect.N_FOR_M)),
        Field("pay", t("Pay for, pieces"), "number", _whole(form.pay),
              when=_of(PromotionEffect.N_FOR_M)),
        Field("gift", t("Gift, article"), value=gift.get(form.gift_product_id or 0, ""),
              fits=["not_found"], when=_of(PromotionEffect.GIFT)),
        Field("gift_quantity", t("Gift, quantity"), "number", form.gift_quantity,
              when=_of(PromotionEffect.GIFT)),
        Field("min_quantity", t("From quantity"), "number", form.min_quantity),
        Field("min_sum", t("From order sum, ₽"), "number", form.min_sum),
        *_dates(form),
        Field("goods", t("Goods, one a line"), "long", await _goods_text(form, choices),
              hint=t("article, article × quantity, #category or @brand; empty is all goods")),
        Field("dealers", t("Dealers"), "choices", list(form.dealers), options=choices.dealers),
        Field("clubs", t("Clubs"), "choices", list(form.clubs), options=choices.clubs),
        Field("points", t("Trading points"), "choices", list(form.points),
              options=choices.points),
        Field("limit_total", t("Uses in all"), "number", _whole(form.limit_total)),
        Field("limit_per_dealer", t("Uses by a dealer"), "number", _whole(form.limit_per_dealer)),
        Field("exclusive", t("Does not add to other promotions"), "flag", form.exclusive),
        Field("active", t("In force"), "flag", form.active),
    ]  # fmt: skip

    async def made(values: dict[str, Any]) -> Form:
        gift = values.pop("gift")
        for name in ("buy", "pay", "limit_total", "limit_per_dealer"):
            values[name] = None if values[name] is None else int(values[name])
        for name in ("dealers", "clubs", "points"):
            values[name] = tuple(values[name])
        values["min_quantity"] = values["min_quantity"] or Decimal(0)
        values["min_sum"] = values["min_sum"] or Decimal(0)
        values["goods"] = await _goods(values["goods"], choices)
        values["gift_product_id"] = await _product(gift, "gift") if gift else None
        return PromotionForm(**values)

    return Dialog(form.name or t("New promotion"), fields, made, rule_id)


def _of(*effects: PromotionEffect) -> tuple[str, frozenset[PromotionEffect]]:
    """A field that promotions of these effects have."""
    return "effect", frozenset(effects)


async def _form(kind: type[Any], rule_id: int | None) -> Any:
    return None if rule_id is None else await look(browse.form_of, kind=kind, rule_id=rule_id)


def _dates(form: Any) -> list[Field]:
    return [
        Field("valid_from", t("In force from"), "date", form.valid_from if form else None),
        Field("valid_to", t("In force to"), "date", form.valid_to if form else None),
    ]


async def _scope(form: Any, choices: Choices) -> list[Field]:
    """Fields of a scope: nothing chosen is all goods."""
    article = await _article(form.product_id if form else None)
    return [
        Field("article", t("Only this article"), value=article.value, fits=["not_found"]),
        Field("category_id", t("Only this category"), "choice",
              (form.category_id if form else None) or NOTHING,
              options={NOTHING: t("all categories"), **choices.categories}),
        Field("brand", t("Only this brand"), "choice", (form.brand if form else None) or "",
              options={"": t("all brands"), **{brand: brand for brand in choices.brands}}),
    ]  # fmt: skip


async def _scoped(values: dict[str, Any]) -> dict[str, Any]:
    found = dict(values)
    article = found.pop("article")
    found["product_id"] = await _product(article) if article else None
    found["category_id"] = found["category_id"] or None
    found["brand"] = found["brand"] or None
    return found


async def _article(product_id: int | None) -> Field:
    found = await _articles([product_id] if product_id else [])
    return Field("article", t("Article"), value=found.get(product_id or 0, ""), required=True,
                 fits=["not_found"])  # fmt: skip


async def _articles(product_ids: Sequence[int]) -> dict[int, str]:
    return await look(browse.articles, product_ids=product_ids) if product_ids else {}


async def _product(article: str, field: str = "article") -> int:
    try:
        return (await look(catalog.product_by_article, article)).id
    except NotFound as error:
        raise InvalidForm({field: error}) from error


def _whole(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


async def _goods_text(form: PromotionForm, choices: Choices) -> str:
    articles = await _articles([part.product_id for part in form.goods if part.product_id])
    lines = []
    for part in form.goods:
        if part.product_id:
            amount = f" × {part.quantity:f}" if part.quantity != 1 else ""
            lines.append(articles.get(part.product_id, "") + amount)
            continue
        words = [f"#{choices.categories[part.category_id]}"] if part.category_id else []
        lines.append(" ".join([*words, *([f"@{part.brand}"] if part.brand else [])]))
    return "\n".join(lines)


async def _goods(text: str, choices: Choices) -> tuple[Goods, ...]:
    categories = {path: found for found, path in choices.categories.items()}
    parts = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line[0] in "#@":
            path, _, brand = line.partition("@")
            path = path.strip().removeprefix("#")
            if path and path not in categories:
                raise InvalidForm({"goods": NotFound("category", name=path)})
            parts.append(Goods(category_id=categories.get(path), brand=brand.strip() or None))
            continue
        article, _, amount = line.replace("*", "×").partition("×")
        try:
            quantity = Decimal(amount.strip().replace(",", ".") or 1)
        except ArithmeticError as error:
            raise InvalidForm({"goods": DomainError("number_expected")}) from error
        parts.append(Goods(product_id=await _product(article.strip(), "goods"), quantity=quantity))
    return tuple(parts)
