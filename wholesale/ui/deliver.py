"""Give a person a file: a download in the browser, a save dialog in the native window.

The page itself knows where it is shown, so that the same server serves both. The address
must be an authorised route of ours (``api/downloads.py``); it is fetched with the page's own
sign-in in either case.
"""

from __future__ import annotations

import json

from nicegui import ui

SCRIPT = """
(async (url) => {
  if (!window.pywebview) {
    const link = document.createElement("a");
    link.href = url;
    link.download = "";
    document.body.append(link);
    link.click();
    link.remove();
    return;
  }
  const answer = await fetch(url, {credentials: "same-origin"});
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  const disposition = answer.headers.get("content-disposition") || "";
  const named = /filename\\*=UTF-8''([^;]+)/i.exec(disposition);
  const name = named ? decodeURIComponent(named[1]) : url.split("?")[0].split("/").pop();
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768)
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + 32768));
  await window.pywebview.api.save_file(name, btoa(text));
})(%s)
"""


def deliver_file(url: str) -> None:
    """Give the visitor of the current page the file at ``url``, a path of this server."""
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError("only this server's own files are delivered")
    ui.run_javascript(SCRIPT % json.dumps(url))
