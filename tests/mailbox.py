"""A mail server of a test's own: it listens on this machine and keeps what it is given."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """``port`` to send to; ``refusing`` makes it answer every letter with 451."""

    port: int = 0
    refusing: bool = False
    recipients: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Mailbox]:
    """A server for the time of the block."""
    mailbox = Mailbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 test")
            while line := self.rfile.readline().strip():
                word = line.split(b" ")[0].upper()
                if word == b"RCPT":
                    mailbox.recipients.append(line.split(b"<")[1].rstrip(b">").decode())
                if word == b"DATA" and not mailbox.refusing:
                    self._say("354 go on")
                    mailbox.letters.append(self._letter())
                answers = {b"QUIT": "221 bye", b"DATA": "451 later"}
                done = word == b"DATA" and not mailbox.refusing
                self._say("250 kept" if done else answers.get(word, "250 fine"))
                if word == b"QUIT":
                    return

        def _letter(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b"."))
            found = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(found, EmailMessage)
            return found

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        mailbox.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield mailbox
        finally:
            server.shutdown()
