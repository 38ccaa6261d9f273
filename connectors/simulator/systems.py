"""What each simulated system does with a call; one entry per path."""

from collections.abc import Mapping
from typing import Any, Final

from connectors.records import PATH as RECORDS_PATH
from connectors.simulator.store import Effect, Received, Refusal


def register_document(before: list[Received], sequence: int, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give a record id; a number that another document holds is refused."""
    number, document_id = payload.get("number"), payload.get("document_id")
    for one in before:
        if one.payload.get("number") != number:
            continue
        if one.payload.get("document_id") != document_id:
            raise Refusal("DUPLICATE_NUMBER", f"{number} is {one.answer['record_id']}")
    return {"record_id": f"R-{sequence:08d}"}


SYSTEMS: Final[Mapping[str, Effect]] = {RECORDS_PATH: register_document}
