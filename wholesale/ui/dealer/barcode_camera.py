"""The phone's camera as a scanner of barcodes: one element, which covers the window when opened."""

from __future__ import annotations

from nicegui.element import Element

from wholesale.api.barcodes import BARCODES_URL
from wholesale.ui.session import t


class BarcodeCamera(Element, component="barcode_camera.js"):
    """Emits ``found`` with each barcode that is shown to the camera or is on a photograph.

    Whoever puts it on a page tells it with ``answer`` what became of the code.
    """

    def __init__(self) -> None:
        super().__init__()
        self.props["url"] = BARCODES_URL
        self.props["words"] = {
            "title": t("Barcodes by camera"),
            "aim": t("Hold the barcode inside the frame"),
            "aim_photo": t("Photograph the barcode from near, so that its bars are sharp"),
            "photo": t("Take a photo"),
            "reading": t("Reading…"),
            "torch": t("Light"),
            "done": t("Done"),
            "close": t("Close"),
            "denied": t(
                "The browser was not allowed to use the camera. Allow it in the settings of the "
                "site, or take a photo of the barcode."
            ),
            "insecure": t(
                "The browser gives the camera to sites with https only. A photo of the barcode "
                "is read here as well."
            ),
            "missing": t("No camera was found. A photo of the barcode will do."),
            "taken": t("Another program uses the camera. Close it, or take a photo."),
            "nothing": t("No barcode could be read. Photograph it nearer and straight."),
            "no_picture": t("This is no picture that can be read."),
            "offline": t("The picture could not be read: there is no answer from the server."),
        }

    @property
    def opening(self) -> str:
        """JavaScript that opens it: in the click itself, or the browser keeps it mute."""
        return f"() => getElement({self.id}).open()"

    def answer(self, *, good: bool, text: str, detail: str = "") -> None:
        """Say, with a sound, what the last code was."""
        self.run_method("answer", good, text, detail)
