"""The one HTTP client of all connectors: time limits, idempotency key, status → error."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx

from connectors.base import BusinessError, Call, ConnectorError, PermanentError

MAX_ANSWER: Final = 5 * 1024 * 1024
REFUSALS: Final = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
# The neighbour did not begin: 408, 425, 429 and 503 say so.
NOT_TAKEN: Final = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


class HttpClient:
    """Calls one system. Threads may share it; ``close`` ends its connections.

    Proxy variables and ``.netrc`` of the environment are not looked at: where a neighbour is, the
    settings alone say. Redirects are not followed, for the key and the payload belong to one address.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None) -> None:
        self.base_url = base_url
        self._client = httpx.Client(
            base_url=base_url, headers=headers, trust_env=False, follow_redirects=False
        )

    def post(self, path: str, call: Call) -> Any:
        """Send the payload of ``call`` as JSON and return the answer's JSON value.

        409 and 422 with a ``code`` raise ``BusinessError``; time-outs, lost connections, 429 and 5xx
        raise ``ConnectorError``; everything else but 2xx raises ``PermanentError``.
        """
        limit = call.operation.timeout
        with self._translated(path):
            request = self._client.build_request(
                "POST",
                path,
                content=json.dumps(call.payload, ensure_ascii=False).encode(),
                headers={
                    "Content-Type": "application/json",
                    "Idempotency-Key": call.idempotency_key,
                },
                timeout=limit.total_seconds(),
            )
            response, body = self._exchanged(request, limit)
        return self._judged(path, response, body)

    def close(self) -> None:
        self._client.close()

    def _exchanged(self, request: httpx.Request, limit: timedelta) -> tuple[httpx.Response, bytes]:
        """Return the answer with its body, read within the limits of time and size.

        httpx's own time-out is for each read; a neighbour that drips bytes would never meet it.
        """
        deadline = time.monotonic() + limit.total_seconds()
        body = bytearray()
        response = self._client.send(request, stream=True)
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER:
                    raise PermanentError(f"{request.url} answered more than {MAX_ANSWER} bytes")
                if time.monotonic() > deadline:
                    raise ConnectorError(f"{request.url} did not finish in time", uncertain=True)
        finally:
            response.close()
        return response, bytes(body)

    @contextmanager
    def _translated(self, path: str) -> Iterator[None]:
        place = f"{self.base_url}{path}"
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ConnectorError(f"{place} cannot be reached: {error!r}") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise PermanentError(f"{place} is no usable address: {error}") from error
        except httpx.RequestError as error:
            raise ConnectorError(f"{place} gave no answer: {error!r}", uncertain=True) from error

    def _judged(self, path: str, response: httpx.Response, body: bytes) -> Any:
        status, place = response.status_code, f"{self.base_url}{path}"
        if response.is_success:
            return _read(body, place)
        if status in REFUSALS:
            _raise_refusal(body)
        reason = f"{place} answered {status}: {body[:200].decode(errors='replace')}"
        if status in NOT_TAKEN:
            raise ConnectorError(reason, retry_after=_pause(response))
        if response.is_server_error:
            raise ConnectorError(reason, uncertain=True, retry_after=_pause(response))
        raise PermanentError(reason)


def _read(body: bytes, place: str) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise PermanentError(f"{place} answered no JSON: {body[:200]!r}") from error


def _raise_refusal(body: bytes) -> None:
    """Raise ``BusinessError`` if ``body`` holds a code; a 409 or 422 without one is no refusal."""
    try:
        answer = json.loads(body)
    except ValueError:
        return
    if isinstance(answer, dict) and isinstance(answer.get("code"), str) and answer["code"]:
        raise BusinessError(answer["code"], str(answer.get("message") or ""))


def _pause(response: httpx.Response) -> timedelta | None:
    """Read ``Retry-After`` in seconds; its other form, a date, is not used by machines we know."""
    text = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else None
