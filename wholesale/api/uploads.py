"""A dealer's own file back, and his dictionary, for whoever may see them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from wholesale.api import files
from wholesale.flow.keep_dictionary import dictionary_file
from wholesale.flow.return_order_file import returned_facts, write

_TYPES = {
    "xlsx": files.XLSX,
    "xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xltm": "application/vnd.ms-excel.template.macroEnabled.12",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
router = APIRouter(include_in_schema=False)


def returned_url(upload_id: int) -> str:
    """The address of the file with the verdicts beside its rows."""
    return f"/files/uploads/{upload_id}"


def dictionary_url(dealer_id: int) -> str:
    """The address of a dealer's dictionary as csv."""
    return f"/files/dictionaries/{dealer_id}.csv"


@router.get("/files/dictionaries/{dealer_id}.csv")
def dictionary(request: Request, dealer_id: str) -> Response:
    """A dealer's dictionary."""
    with files.looking(request) as ctx:
        key = files.whole(dealer_id)
        content = dictionary_file(ctx, dealer_id=key)
    return files.given(f"dictionary-{key}.csv", content, "text/csv; charset=utf-8")


@router.get("/files/uploads/{upload_id}")
def returned(request: Request, upload_id: str) -> Response:
    """The file of an upload with what became of each row."""
    with files.looking(request) as ctx:
        facts = returned_facts(ctx, upload_id=files.whole(upload_id))
    name, content = write(facts)
    return files.given(name, content, _TYPES[name.rsplit(".", 1)[1]])
