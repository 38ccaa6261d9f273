import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from connectors import Registry
from connectors.records import REGISTER_DOCUMENT, RecordsConnector
from connectors.simulator import Simulator

ROOT = Path(__file__).parents[2]
TOPIC = "records.register_document"


@contextmanager
def program(store: Path) -> Iterator[str]:
    """Run the simulator as a program of its own, killed without warning at the end."""
    command = [sys.executable, "-m", "connectors.simulator", "--port", "0", "--store", str(store)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running.stdout.readline().strip()
        finally:
            running.send_signal(signal.SIGKILL)


def register(url: str) -> dict[str, object]:
    connector = RecordsConnector(url)
    answer = Registry(connector).call(TOPIC, REGISTER_DOCUMENT.sample, "key-1")
    connector.close()
    return answer


def test_effect_survives_a_kill(tmp_path: Path) -> None:
    store = tmp_path / "simulator.db"
    with program(store) as url:
        before = register(url)

    with program(store) as url:
        after = register(url)
        received = httpx.get(f"{url}/_received", trust_env=False).json()

    assert before == after
    assert [one["calls"] for one in received] == [2]


def test_script_and_effects_are_reached_over_http(simulator: Simulator) -> None:
    with httpx.Client(base_url=simulator.url, trust_env=False) as client:
        told = client.post("/_script", json={"fault": "deny", "times": 3})
        denied = client.post("/records/documents", json={}, headers={"Idempotency-Key": "k"})
        client.delete("/_script")
        taken = client.post("/records/documents", json={"a": "가"}, headers={"Idempotency-Key": "k"})
        (received,) = client.get("/_received").json()

    assert [told.status_code, denied.status_code, taken.status_code] == [201, 403, 200]
    assert received["payload"] == {"a": "가"}


@pytest.mark.parametrize(
    "scene", [{}, {"fault": "explode"}, {"fault": "drop", "times": 0}, {"fault": "drop", "x": 1}]
)
def test_scene_that_is_not_understood_is_refused(simulator: Simulator, scene: dict[str, object]) -> None:
    answer = httpx.post(f"{simulator.url}/_script", json=scene, trust_env=False)

    assert answer.status_code == 422
    assert simulator.script.next("/records/documents") is None


def test_scene_waits_for_its_path(simulator: Simulator) -> None:
    simulator.script.add({"fault": "drop", "path": "/elsewhere"})

    assert simulator.script.next("/records/documents") is None
    assert simulator.script.next("/elsewhere") is not None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/nowhere", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/nowhere", 404),
        ("POST", "/records/documents", 400),
    ],
)
def test_call_that_no_system_understands_is_refused(
    simulator: Simulator, method: str, path: str, status: int
) -> None:
    body = "{}" if method == "POST" else None

    answer = httpx.request(method, simulator.url + path, content=body, trust_env=False)

    assert answer.status_code == status


@pytest.mark.parametrize("body", ["", "[]", "{", "null"])
def test_body_that_is_no_json_object_is_refused(simulator: Simulator, body: str) -> None:
    answer = httpx.post(f"{simulator.url}/records/documents", content=body, trust_env=False)

    assert answer.json()["code"] == "NO_JSON_OBJECT"
