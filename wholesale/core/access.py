"""Who acts, and what each role may do. What he may *see* is declared in ``scope.py``."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from wholesale.core.errors import NotPermitted
from wholesale.core.vocabulary import Role


class Permission(StrEnum):
    """One permission for each thing a use case or a page asks for."""

    BROWSE_CATALOG = "browse_catalog"
    PLACE_ORDER = "place_order"
    VIEW_ORDERS = "view_orders"
    TALK = "talk"
    CANCEL_ORDER = "cancel_order"
    PROCESS_ORDER = "process_order"
    SHIP_ORDER = "ship_order"
    VIEW_DOCUMENTS = "view_documents"
    ISSUE_DOCUMENT = "issue_document"
    VIEW_BALANCE = "view_balance"
    TAKE_PAYMENT = "take_payment"
    VIEW_DEALERS = "view_dealers"
    MANAGE_DEALERS = "manage_dealers"
    MANAGE_POINTS = "manage_points"
    MANAGE_STAFF = "manage_staff"
    MANAGE_CATALOG = "manage_catalog"
    MANAGE_STOCK = "manage_stock"
    MANAGE_PRICES = "manage_prices"
    INSPECT_PRICES = "inspect_prices"
    APPROVE = "approve"
    VIEW_ANALYTICS = "view_analytics"
    MANAGE_USERS = "manage_users"
    MANAGE_ORGANIZATIONS = "manage_organizations"
    VIEW_AUDIT = "view_audit"


_P = Permission

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DEALER: frozenset(
        {
            _P.BROWSE_CATALOG,
            _P.PLACE_ORDER,
            _P.VIEW_ORDERS,
            _P.TALK,
            _P.CANCEL_ORDER,
            _P.VIEW_DOCUMENTS,
            _P.VIEW_BALANCE,
        }
    ),
    Role.MANAGER: frozenset(
        {
            _P.BROWSE_CATALOG,
            _P.PLACE_ORDER,
            _P.VIEW_ORDERS,
            _P.TALK,
            _P.CANCEL_ORDER,
            _P.PROCESS_ORDER,
            _P.SHIP_ORDER,
            _P.VIEW_DOCUMENTS,
            _P.ISSUE_DOCUMENT,
            _P.VIEW_BALANCE,
            _P.TAKE_PAYMENT,
            _P.VIEW_DEALERS,
            _P.INSPECT_PRICES,
            _P.VIEW_ANALYTICS,
        }
    ),
    Role.SUPERVISOR: frozenset(Permission) - {_P.MANAGE_USERS, _P.MANAGE_ORGANIZATIONS},
    Role.ADMIN: frozenset(
        {
            _P.MANAGE_USERS,
            _P.MANAGE_ORGANIZATIONS,
            _P.MANAGE_POINTS,
            _P.MANAGE_STAFF,
            _P.BROWSE_CATALOG,
            _P.MANAGE_CATALOG,
            _P.MANAGE_STOCK,
            _P.VIEW_DEALERS,
            _P.VIEW_AUDIT,
        }
    ),
    Role.SYSTEM: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Tenancy (``dealer_id``, ``point_ids``) and rights come from his account."""

    role: Role
    user_id: int | None = None
    name: str = ""
    dealer_id: int | None = None
    point_ids: frozenset[int] = field(default_factory=frozenset)
    discount_limit: Decimal = Decimal(0)
    language: str = "ru"

    def may(self, permission: Permission) -> bool:
        """Whether the role holds ``permission``."""
        return permission in PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raise ``NotPermitted`` unless the role holds ``permission``."""
        if not self.may(permission):
            raise NotPermitted(permission.value)

    @property
    def sees_all(self) -> bool:
        """Whether row filters do not apply: supervisor, administrator, the system itself."""
        return self.role in {Role.SUPERVISOR, Role.ADMIN, Role.SYSTEM}


def system(name: str) -> Actor:
    """The actor of jobs and of the command line; ``name`` says which, for the journal."""
    return Actor(role=Role.SYSTEM, name=name)
