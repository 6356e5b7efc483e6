"""The picture of a product, which offers show: seen, uploaded, taken off."""

from __future__ import annotations

import base64

from nicegui import ui
from nicegui.events import UploadEventArguments

from wholesale.documents.settings import LARGEST_PICTURE
from wholesale.flow import edit_product
from wholesale.ui.call import action, call, look
from wholesale.ui.components import marks, page
from wholesale.ui.session import t


async def panel(product_id: int) -> None:
    """Lay the panel out; it shows itself anew after each change."""
    with page.panel(t("Picture")):
        place = ui.element("div").classes("stack-2")
    await _show(product_id, place)


async def _show(product_id: int, place: ui.element) -> None:
    content = await look(edit_product.product_picture, product_id=product_id)

    async def uploaded(event: UploadEventArguments) -> None:
        given = await event.file.read()
        await call(edit_product.put_picture, product_id=product_id, content=given)
        await _show(product_id, place)

    async def remove() -> None:
        await call(edit_product.put_picture, product_id=product_id, content=None)
        await _show(product_id, place)

    place.clear()
    with place:
        if content is not None:
            kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
            encoded = base64.b64encode(content).decode()
            shown = ui.image(f"data:image/{kind};base64,{encoded}").props("fit=contain")
            shown.style("max-height: 220px").props["alt"] = t("Picture")
            page.quiet(t("Take off"), remove)
        marks.text(t("Offers show it. PNG or JPEG up to 1 MB."), "quiet small")
        upload = ui.upload(
            label=t("Upload a picture"),
            auto_upload=True,
            max_files=1,
            max_file_size=LARGEST_PICTURE,
            on_upload=action(uploaded),
        )
        upload.props('accept=".png,.jpg,.jpeg" flat bordered').classes("w-full")
