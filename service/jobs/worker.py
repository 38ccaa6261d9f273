"""Takes due jobs one by one and does them.

A job is claimed in one transaction, done outside any, and reported in another (ADR 0004). Whatever
kills the worker in between, the lease ends and the job comes back with the same idempotency key.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol

from connectors import BusinessError, ConnectorError, PermanentError
from service.commands import jobs
from service.commands.jobs import Ticket
from service.commands.trouble import InstanceTrouble
from service.context import WORKER, Context, Office
from service.domain.errors import Conflict, NotFound, ServiceError
from service.persistence.models import JobKind

logger = logging.getLogger(__name__)


class Neighbours(Protocol):
    """What the worker needs of the connectors."""

    def call(self, topic: str, payload: Mapping[str, Any], key: str) -> dict[str, Any]: ...


Step = Callable[[Context, Ticket], None]

_STEPS: Final[Mapping[JobKind, Step]] = {
    JobKind.TIMER: jobs.fire_timer,
    JobKind.SIGNAL: jobs.signal,
    JobKind.START: jobs.start_process,
}


@dataclass(frozen=True)
class Worker:
    """``batch`` jobs are claimed at once; each is done before the ``lease`` of the batch ends."""

    office: Office
    neighbours: Neighbours
    batch: int = 10
    lease: timedelta = field(default=jobs.LEASE)

    def work_off(self, limit: int | None = None) -> int:
        """Do jobs until none is due (or ``limit`` is reached); return how many were tried."""
        done = 0
        while limit is None or done < limit:
            with self.office.transaction(WORKER) as ctx:
                tickets = jobs.claim(
                    ctx, self.batch if limit is None else min(self.batch, limit - done), self.lease
                )
            if not tickets:
                break
            for ticket in tickets:
                self.do(ticket)
            done += len(tickets)
        return done

    def do(self, ticket: Ticket) -> None:
        """Do one claimed job and report how it ended."""
        try:
            if ticket.kind is JobKind.CALL:
                self._call(ticket)
            else:
                self._report(ticket, _STEPS[ticket.kind])
        except Conflict as lost:
            logger.info("job %s: %s", ticket.id, lost)
        except InstanceTrouble as trouble:
            self._fail(ticket, str(trouble), permanent=True)
        except ServiceError as error:
            self._fail(ticket, str(error))
        except Exception:  # the one place that must survive whatever a job does
            logger.exception("job %s failed", ticket.id)
            self._fail(ticket, "an unexpected error; see the log of the worker")

    def _call(self, ticket: Ticket) -> None:
        """Call the neighbour outside any transaction; there are three endings and no fourth."""
        try:
            result = self.neighbours.call(str(ticket.topic), ticket.payload, ticket.key)
        except BusinessError as no:
            code, message = no.code, str(no)
            self._report(ticket, lambda ctx, t: jobs.throw(ctx, t, code, message))
        except ConnectorError as error:
            permanent = isinstance(error, PermanentError)
            self._fail(ticket, str(error), permanent=permanent, not_before=error.retry_after)
        else:
            self._report(ticket, lambda ctx, t: jobs.complete(ctx, t, result))

    def _report(self, ticket: Ticket, step: Step) -> None:
        with self.office.transaction(WORKER, ticket.tenant_id) as ctx:
            step(ctx, ticket)

    def _fail(
        self, ticket: Ticket, message: str, *, permanent: bool = False, not_before: timedelta | None = None
    ) -> None:
        logger.warning("job %s (%s) failed: %s", ticket.id, ticket.topic or ticket.kind, message)
        try:
            with self.office.transaction(WORKER, ticket.tenant_id) as ctx:
                jobs.retry_or_fail(ctx, ticket, message, permanent=permanent, not_before=not_before)
        except (Conflict, NotFound) as lost:
            logger.info("job %s: %s", ticket.id, lost)
