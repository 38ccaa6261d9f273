"""The neighbouring systems, one module each. Nothing here knows the service."""

from connectors.base import (
    BusinessError,
    Call,
    Connector,
    ConnectorError,
    Idempotency,
    Operation,
    PermanentError,
)
from connectors.registry import Registry

__all__ = [
    "BusinessError",
    "Call",
    "Connector",
    "ConnectorError",
    "Idempotency",
    "Operation",
    "PermanentError",
    "Registry",
]
