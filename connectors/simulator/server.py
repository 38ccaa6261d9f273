"""The HTTP side of the simulator.

``POST`` to a system's path with an ``Idempotency-Key``; ``GET /_received`` lists the effects;
``POST /_script`` adds a scene, ``DELETE /_script`` forgets the rest.
"""

import json
import threading
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from marshmallow import ValidationError

from connectors.simulator.script import Fault, Scene, Script
from connectors.simulator.store import Refusal, Store
from connectors.simulator.systems import SYSTEMS

MAX_BODY: Final = 5 * 1024 * 1024
BEFORE_EFFECT: Final = {
    Fault.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.BUSY: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.DENY: HTTPStatus.FORBIDDEN,
}


class Simulator(ThreadingHTTPServer):
    """Serves on 127.0.0.1; port 0 takes a free one. As a context manager it serves in a thread."""

    daemon_threads = True
    # Handlers that hold an answer back are told to let go (``closing``) before they are waited for.
    block_on_close = True

    def __init__(self, store: Store, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store = store
        self.script = Script()
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    server: Simulator
    # HTTP/1.0: one call, one connection, so that a dropped one is nobody else's.
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        if self.path != "/_received":
            return self._refuse(HTTPStatus.NOT_FOUND, "NO_SUCH_PATH")
        return self._answer(HTTPStatus.OK, [asdict(one) for one in self.server.store.received()])

    def do_DELETE(self) -> None:
        if self.path != "/_script":
            return self._refuse(HTTPStatus.NOT_FOUND, "NO_SUCH_PATH")
        self.server.script.clear()
        return self._answer(HTTPStatus.OK, {})

    def do_POST(self) -> None:
        payload = self._payload()
        if payload is None:
            return self._refuse(HTTPStatus.BAD_REQUEST, "NO_JSON_OBJECT")
        if self.path == "/_script":
            return self._take_scene(payload)
        if self.path not in SYSTEMS:
            return self._refuse(HTTPStatus.NOT_FOUND, "NO_SUCH_PATH")
        scene = self.server.script.next(self.path)
        return self._take_call(payload) if scene is None else self._play(scene, payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what was received is read from the store."""

    def _payload(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length") or ""
        if not length.isdigit() or int(length) > MAX_BODY:
            return None
        try:
            payload = json.loads(self.rfile.read(int(length)))
        except ValueError:
            return None
        return payload if isinstance(payload, dict) else None

    def _take_scene(self, payload: dict[str, Any]) -> None:
        try:
            self.server.script.add(payload)
        except ValidationError as error:
            return self._answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"errors": error.messages})
        return self._answer(HTTPStatus.CREATED, {})

    def _take_call(self, payload: dict[str, Any], told: bool = True) -> None:
        """Let the call take effect; ``told`` false keeps the outcome from the caller."""
        key = self.headers.get("Idempotency-Key")
        if not key:
            return self._refuse(HTTPStatus.BAD_REQUEST, "NO_KEY")
        try:
            answer = self.server.store.take(self.path, key, payload, SYSTEMS[self.path])
        except Refusal as refusal:
            if told:
                self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, refusal.code, refusal.message)
            return None
        return self._answer(HTTPStatus.OK, answer) if told else None

    def _play(self, scene: Scene, payload: dict[str, Any]) -> None:
        if scene.fault in BEFORE_EFFECT:
            return self._refuse(BEFORE_EFFECT[scene.fault], scene.fault.name)
        match scene.fault:
            case Fault.REFUSE:
                self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, scene.code, scene.message)
            case Fault.TIMEOUT:
                self.server.closing.wait(scene.seconds)
            case Fault.GARBAGE:
                self._send(HTTPStatus.OK, b"<html>")
            case Fault.FAIL:
                self._take_call(payload, told=False)
                self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "FAIL")
            case Fault.DROP:
                self._take_call(payload, told=False)
        return None

    def _refuse(self, status: HTTPStatus, code: str, message: str = "") -> None:
        self._answer(status, {"code": code, "message": message})

    def _answer(self, status: HTTPStatus, body: Any) -> None:
        self._send(status, json.dumps(body, ensure_ascii=False).encode())

    def _send(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)
