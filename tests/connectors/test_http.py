"""The HTTP client against neighbours that behave as no simulator should."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors import Call, ConnectorError, PermanentError, Registry
from connectors.http import MAX_ANSWER, HttpClient
from connectors.records import REGISTER_DOCUMENT, RecordsConnector
from connectors.simulator import Simulator

Answer = Callable[[BaseHTTPRequestHandler], None]
CALL = Call(replace(REGISTER_DOCUMENT, timeout=timedelta(seconds=0.3)), REGISTER_DOCUMENT.sample, "key-1")


@contextmanager
def neighbour(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(status: int, body: bytes = b"{}", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def trouble(answer: Answer) -> ConnectorError:
    """Return the error that the answer leads to."""
    with neighbour(answer) as url:
        client = HttpClient(url)
        with pytest.raises(ConnectorError) as error:
            client.post("/x", CALL)
        client.close()
    return error.value


def test_neighbour_that_drips_its_answer_is_left() -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            if stop.wait(0.05):
                return
            handler.wfile.write(b" ")

    error = trouble(drip)
    stop.set()

    assert "did not finish in time" in str(error)
    assert error.uncertain


def test_answer_of_endless_length_is_not_read_to_its_end() -> None:
    error = trouble(answering(200, b" " * (MAX_ANSWER + 1)))

    assert isinstance(error, PermanentError)


def test_redirect_is_not_followed() -> None:
    assert isinstance(trouble(answering(307, Location="http://127.0.0.1:9/")), PermanentError)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"code": ""}', b'{"code": 5}', b"no json"])
def test_conflict_without_a_code_is_no_refusal(body: bytes) -> None:
    assert isinstance(trouble(answering(409, body)), PermanentError)


@pytest.mark.parametrize(
    ("header", "pause"),
    [("30", timedelta(seconds=30)), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)],
)
def test_pause_that_the_neighbour_asks_for_is_handed_on(header: str, pause: timedelta | None) -> None:
    error = trouble(answering(503, Retry_After=header))

    assert error.retry_after == pause
    assert not isinstance(error, PermanentError)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "nowhere"])
def test_address_of_no_use_needs_a_person(url: str) -> None:
    client = HttpClient(url)

    with pytest.raises(PermanentError):
        client.post("/x", CALL)


def test_answer_that_is_no_object_needs_a_person() -> None:
    with neighbour(answering(200, b"[1]")) as url:
        connector = RecordsConnector(url)
        with pytest.raises(PermanentError, match="no JSON object"):
            connector.perform(CALL)
        connector.close()


def test_headers_of_the_office_go_along() -> None:
    seen: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.extend(handler.headers[name] for name in ("Authorization", "Idempotency-Key", "Content-Type"))
        answering(200)(handler)

    with neighbour(answer) as url:
        client = HttpClient(url, {"Authorization": "Bearer x"})
        client.post("/x", CALL)
        client.close()

    assert seen == ["Bearer x", "key-1", "application/json"]


def test_same_key_from_many_threads_has_one_effect(registry: Registry, simulator: Simulator) -> None:
    def register(_: int) -> str:
        return str(registry.call("records.register_document", REGISTER_DOCUMENT.sample, "key-1"))

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(register, range(24)))

    (received,) = simulator.store.received()
    assert len(answers) == 1
    assert received.calls == 24
