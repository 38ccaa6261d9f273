"""All connectors by topic: what goes out and what comes back is checked here, for each of them alike."""

import re
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError

from connectors.base import (
    BusinessError,
    Call,
    Connector,
    ConnectorError,
    Idempotency,
    Operation,
    PermanentError,
)

# An HTTP header value; anything else would be changed or refused on the way.
KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")


class Registry:
    """The connectors by name; topic ``records.register_document`` is connector ``records``, operation
    ``register_document``."""

    def __init__(self, *connectors: Connector) -> None:
        self._connectors = {connector.name: connector for connector in connectors}
        if len(self._connectors) != len(connectors):
            raise ValueError("two connectors have the same name")

    def topics(self) -> Mapping[str, Operation]:
        """Return every operation by its topic."""
        return {
            f"{connector.name}.{operation.name}": operation
            for connector in self._connectors.values()
            for operation in connector.operations.values()
        }

    def operation(self, topic: str) -> Operation:
        """Return what ``topic`` declares; raises ``PermanentError`` if no connector offers it."""
        return self._find(topic)[1]

    def call(self, topic: str, payload: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Perform the operation and return its answer, ready for JSON.

        Of ``payload`` only what the operation declares leaves the house. Raises ``BusinessError``,
        ``ConnectorError`` or ``PermanentError``; the last one names the fields at fault.
        """
        connector, operation = self._find(topic)
        if not KEY.fullmatch(key):
            raise PermanentError(f"{topic}: the idempotency key {key!r} is no printable ASCII text")
        sent = _checked(operation.input, payload, f"{topic} cannot be called with this")
        answer = _performed(connector, Call(operation, sent, key), topic)
        return _checked(operation.output, answer, f"{topic} answered something else than it declares")

    def _find(self, topic: str) -> tuple[Connector, Operation]:
        name, _, operation = topic.partition(".")
        try:
            connector = self._connectors[name]
            return connector, connector.operations[operation]
        except KeyError:
            raise PermanentError(f"no connector offers {topic}") from None


def _performed(connector: Connector, call: Call, topic: str) -> Mapping[str, Any]:
    try:
        return connector.perform(call)
    except BusinessError as error:
        if error.code in call.operation.errors:
            raise
        raise PermanentError(f"{topic} refused with an undeclared code: {error}") from error
    except PermanentError:
        raise
    except ConnectorError as error:
        if not error.uncertain or call.operation.idempotency is not Idempotency.NONE:
            raise
        message = f"{topic} may have taken effect and must not be repeated unseen: {error}"
        raise PermanentError(message, uncertain=True) from error


def _checked(schema: Schema, values: Mapping[str, Any], trouble: str) -> dict[str, Any]:
    try:
        plain = schema.dump(schema.load(values, unknown=EXCLUDE))
    except ValidationError as error:
        raise PermanentError(f"{trouble}: {_sentence(error.messages)}") from error
    return dict(plain)


def _sentence(messages: Any, place: str = "") -> str:
    """Write nested marshmallow messages as ``files.0.name: Missing data…; title: …``."""
    if isinstance(messages, Mapping):
        inner = (_sentence(below, f"{place}.{key}".strip(".")) for key, below in messages.items())
        return "; ".join(inner)
    return f"{place}: {' '.join(str(message) for message in messages)}"
