"""Sending one letter by SMTP. What to send and when to try again is not known here."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from wholesale.config import Settings

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """A letter as it leaves; ``id`` makes its Message-ID, the same at each attempt."""

    id: int
    recipient: str  # addresses separated by commas
    subject: str
    text: str
    attachments: Sequence[Attachment]


class MailRefused(Exception):
    """The letter did not leave; ``args`` say why."""


def send(settings: Settings, letter: OutgoingLetter) -> None:
    """Hand the letter to the company's server. Raises ``MailRefused``."""
    try:
        with _connected(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(_message(settings, letter))
    except (OSError, smtplib.SMTPException) as error:
        raise MailRefused(f"{type(error).__name__}: {error}") from error


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_tls == "ssl":
        return smtplib.SMTP_SSL(
            host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if settings.smtp_tls == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _message(settings: Settings, letter: OutgoingLetter) -> EmailMessage:
    sender = settings.smtp_from or settings.smtp_user
    domain = parseaddr(sender)[1].rpartition("@")[2] or settings.smtp_host
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<event-{letter.id}@{domain}>"
    message.set_content(letter.text)
    for file in letter.attachments:
        maintype, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
    return message
