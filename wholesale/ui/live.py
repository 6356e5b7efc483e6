"""What has just been committed reaches the open pages it concerns, within a moment.

Commits of this process are heard of at once; those of others (another server, the command
line, a window) are found in the journal, which is asked twice a second while pages are open.

A notice carries ids only. A page that asked for it reads anew with its own scope, so nothing
a reader may not see can travel this way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from nicegui import app, background_tasks, ui
from nicegui.element import Element

from wholesale import events
from wholesale.context import reading
from wholesale.core.access import Actor, system
from wholesale.core.vocabulary import Role
from wholesale.events import Notice
from wholesale.ui import server
from wholesale.ui.call import action
from wholesale.ui.session import actor_of_token, close_pages, open_visitors, visitor_of

EVERY_SECONDS = 0.5

log = logging.getLogger("wholesale.ui")

Wanted = Callable[[Notice], bool]


@dataclass(slots=True, eq=False)
class _Watch:
    element: Element
    wanted: Wanted
    handler: Callable[[], Awaitable[None]]
    running: bool = False
    again: bool = field(default=False)


_watches: set[_Watch] = set()


def watch(wanted: Wanted, handler: Callable[[], Awaitable[None]]) -> None:
    """Run ``handler`` in this part of the page after each commit that ``wanted`` accepts.

    Lasts as long as the element it is called in. Notices that come while the handler works
    make it run once more, not once each.
    """
    _watches.add(_Watch(ui.context.slot.parent, wanted, action(handler)))


def of(kind: str, subject_id: int) -> Wanted:
    """Accepts what happens to one subject: ``of("order", 17)``."""
    return lambda notice: notice.subject_kind == kind and notice.subject_id == subject_id


def about(*prefixes: str) -> Wanted:
    """Accepts kinds of events by their beginning: ``about("order.", "payment.")``."""
    return lambda notice: notice.kind.startswith(prefixes)


def start() -> None:
    """Listen to the journal from now on; called when the server starts."""
    loop = asyncio.get_running_loop()
    follower = Follower(_tell)

    def heard(notice: Notice) -> None:  # in the thread that committed
        if not loop.is_closed():
            loop.call_soon_threadsafe(follower.heard, notice)

    unsubscribe = events.subscribe(heard)
    following = loop.create_task(follower.follow())

    def stop() -> None:
        unsubscribe()
        following.cancel()
        _watches.clear()

    app.on_shutdown(stop)


class Follower:
    """Tells each committed event once, whoever committed it. Lives on the event loop."""

    def __init__(self, tell: Callable[[Notice], None]) -> None:
        self._tell = tell
        self._newest: int | None = None  # None until the first look: what was before is no news
        self._told: set[int] = set()
        self._pulse = (0, 0)

    def heard(self, notice: Notice) -> None:
        """An event of this process, at once, or of another one, found."""
        if notice.event_id in self._told:
            return
        self._told.add(notice.event_id)
        if len(self._told) > events.MOST:
            self._told = set(sorted(self._told)[-events.LATE :])
        self._tell(notice)

    async def follow(self) -> None:
        """Ask for events of other processes as long as the server runs."""
        fails = False
        while True:
            try:
                if open_visitors() or self._newest is None:
                    await self.ask()
                fails = False
            except Exception:
                if not fails:
                    log.exception("the journal cannot be read; asking on")
                fails = True
            await asyncio.sleep(EVERY_SECONDS)

    async def ask(self) -> None:
        """Look once and tell what is new."""
        newest = self._newest
        pulse, found = await asyncio.to_thread(self._look, newest or 0)
        self._pulse, self._newest = pulse, pulse[0]
        if newest is None:
            self._told.update(notice.event_id for notice in found)
        for notice in found:
            self.heard(notice)

    def _look(self, newest: int) -> tuple[tuple[int, int], list[Notice]]:
        """The pulse now, and the latest events when it has changed. Blocks."""
        with reading(server.database(), system("live"), now=server.now()) as ctx:
            pulse = events.pulse(ctx.session, newest=newest)
            changed = pulse != self._pulse
            return pulse, events.recent(ctx.session, newest=newest) if changed else []


def _tell(notice: Notice) -> None:
    if notice.subject_kind in {"user", "dealer"}:
        background_tasks.create(_close_dead_pages())
    for watch_ in list(_watches):
        if watch_.element.is_deleted or watch_.element.client.is_deleted:
            _watches.discard(watch_)
            continue
        visitor = visitor_of(watch_.element.client)
        if visitor is None or not _concerns(visitor.actor, notice) or not watch_.wanted(notice):
            continue
        if watch_.running:
            watch_.again = True
        else:
            watch_.running = True
            background_tasks.create(_run(watch_), context=watch_.element)


async def _run(watch_: _Watch) -> None:
    try:
        watch_.again = True
        while watch_.again and not watch_.element.is_deleted:
            watch_.again = False
            await watch_.handler()
    finally:
        watch_.running = False


async def _close_dead_pages() -> None:
    """Send away whoever was blocked, dismissed or given a new password a moment ago."""
    tokens = {visitor.token_sha256 for visitor in open_visitors()}
    alive = {
        token for token in tokens if await asyncio.to_thread(actor_of_token, token) is not None
    }
    close_pages(lambda visitor: visitor.token_sha256 in tokens - alive)


def _concerns(actor: Actor, notice: Notice) -> bool:
    """A cheap first sieve; the page's own reading is what decides."""
    if actor.role is Role.DEALER:
        return notice.dealer_id is None or notice.dealer_id == actor.dealer_id
    if actor.role is Role.MANAGER:
        return notice.point_id is None or notice.point_id in actor.point_ids
    return True
