"""Messages and signals from outside."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from service.commands import messages
from service.domain.permissions import Act
from service.web.api.access import check_may
from service.web.api.routes import Resource
from service.web.api.shapes import SMALL_TEXT, Answer, Words, picked
from service.web.current import transaction

resource = Resource("messages", "Messages and signals from outside")


class MessageSchema(Schema):
    """The same `message_id` takes effect once, however often it is sent."""

    name = fields.String(required=True, validate=SMALL_TEXT)
    correlation_key = fields.String(load_default=None, allow_none=True, validate=SMALL_TEXT)
    payload = Words("Variables for the process", load_default=dict)
    message_id = fields.String(load_default=None, allow_none=True, validate=SMALL_TEXT)


class CorrelationSchema(Answer):
    """Where the message went; `repeated` if it had taken effect before."""

    instance_id = fields.UUID(allow_none=True)
    started = fields.Boolean()
    repeated = fields.Boolean()


class SignalSchema(Schema):
    name = fields.String(required=True, validate=SMALL_TEXT)
    payload = Words("Variables for the processes", load_default=dict)


class BroadcastSchema(Answer):
    receivers = fields.Integer()


@resource.post("/messages", takes=MessageSchema, gives=CorrelationSchema, errors=(403, 404, 409))
def correlate(body: Mapping[str, Any]) -> Any:
    """Give a message to the one instance that waits for it, or start the process that begins with it."""
    with transaction() as ctx:
        check_may(ctx, Act.SEND_MESSAGES)
        result = messages.correlate(
            ctx, body["name"], body["correlation_key"], body["payload"], body["message_id"]
        )
    return picked(CorrelationSchema)(result)


@resource.post("/signals", takes=SignalSchema, gives=BroadcastSchema, status=202, errors=(403,))
def broadcast(body: Mapping[str, Any]) -> Any:
    """Send a signal to every instance and start event that waits for it; each gets it soon after."""
    with transaction() as ctx:
        check_may(ctx, Act.SEND_MESSAGES)
        return {"receivers": messages.broadcast(ctx, body["name"], body["payload"])}
