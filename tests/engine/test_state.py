"""The state of an instance: small, flat, and the same whether it was stored in between or not."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from service.domain.errors import Invalid
from service.engine import codec, pruning
from service.engine.engine import Engine
from service.engine.instance import Instance
from service.engine.limits import Limits
from service.engine.outcome import WaitKind
from service.engine.specs.events import CatchStep
from service.engine.tree import Token
from service.engine.waits import is_wait
from tests.engine.bpmn import (
    NOW,
    Shelf,
    Walk,
    ad_hoc,
    both,
    boundary,
    catch,
    complex_gateway,
    definition,
    doc,
    end,
    event_start,
    event_sub,
    many,
    properties,
    script,
    some,
    start,
    sub,
    throw,
    timer,
    transaction,
    undone,
    user,
    xor,
)

ROUNDS = doc(
    start() + script("i", "round = 0") + xor("m") + user("ask") + boundary("b", "ask", timer("Cycle", "R/P1D"), interrupting=False)
    + script("count", "round = round + 1") + xor("g", "out") + user("remind") + end() + end("e2"),
    "s>i; i>m; m>ask; ask>count; count>g; g>m[again]; g>e#out; b>remind; remind>e2",
)  # fmt: skip
PARALLEL = doc(
    start() + xor("m") + both("sp") + user("a") + user("b") + both("j") + xor("g", "out") + end(),
    "s>m; m>sp; sp>a; sp>b; a>j; b>j; j>g; g>m[again]; g>e#out",
)
MANY = doc(
    start()
    + xor("m")
    + user("t", properties(output_collection="r", output_element="=x") + many("xs"))
    + xor("g", "out")
    + end(),
    "s>m; m>t; t>g; g>m[again]; g>e#out",
)
QUEUE = doc(start() + user("t", many("xs", sequential=True)) + end(), "s>t; t>e")


def grown(xml: bytes, names: list[str], rounds: int, **first: Any) -> int:
    walk = Walk(xml, {"again": True, **first})
    for number in range(rounds):
        for name in names:
            walk.complete(name, x=number % 7)
    assert not walk.last.ended
    return len(walk.last.state)


@pytest.mark.parametrize(
    ("xml", "names", "first"),
    [
        (ROUNDS, ["ask"], {}),
        (PARALLEL, ["a", "b"], {}),
        (PARALLEL, ["b", "a"], {}),
        (MANY, ["t", "t"], {"xs": [1, 2]}),
    ],
)
def test_the_state_after_300_rounds_is_that_after_10(
    xml: bytes, names: list[str], first: dict[str, Any]
) -> None:
    assert abs(grown(xml, names, 300, **first) - grown(xml, names, 10, **first)) <= 12


def test_reminders_in_early_rounds_leave_nothing_behind() -> None:
    walk = Walk(ROUNDS, {"again": True})
    sizes = []
    for _ in range(40):
        walk.fire("b").complete("remind").complete("ask")
        sizes.append(len(walk.last.state))
    assert max(sizes[30:]) - max(sizes[:10]) <= 8


def test_a_long_sequential_loop_keeps_no_finished_rounds() -> None:
    walk = Walk(QUEUE, {"xs": list(range(200))})
    first = len(walk.last.state)
    for _ in range(150):
        walk.complete("t")
    assert len(walk.last.state) <= first + 60


MODELS = {
    "rounds": ROUNDS,
    "parallel": PARALLEL,
    "many": MANY,
    "queue": QUEUE,
    "inclusive": doc(
        start() + xor("m") + some("o", "d") + user("a") + user("b") + user("c") + some("j") + xor("g", "out") + end(),
        "s>m; m>o; o>a[x > 2]; o>b[x > 1]; o>c#d; a>j; b>j; c>j; j>g; g>m[again]; g>e#out",
    ),
    "scopes": doc(
        start() + xor("m")
        + sub("t", many("xs") + start("is") + user("u") + xor("ig", "fine") + end("ie") + end("bad", definition("error", "e1")),
              "is>u; u>ig; ig>bad[x = 6]; ig>ie#fine")
        + boundary("err", "t", definition("error", "e1")) + boundary("late", "t", timer("Duration", "P1D"))
        + xor("g", "out") + user("fix") + end(),
        "s>m; m>t; t>g; g>m[again]; g>e#out; err>fix; late>fix; fix>g",
        '<error id="e1" errorCode="E1"/>',
    ),
    "listening": doc(
        start() + xor("m")
        + sub("t", start("is") + both("isp") + user("u") + user("w") + both("ij") + end("ie")
              + event_sub("h", event_start("hs", definition("message", "msg"), False) + user("care"), "hs>care")
              + event_sub("k", event_start("ks", timer("Duration", "P1D")) + user("stop"), "ks>stop"),
              "is>isp; isp>u; isp>w; u>ij; w>ij; ij>ie")
        + xor("g", "out") + end()
        + event_sub("top", event_start("ts", definition("message", "msg"), False) + user("beside"), "ts>beside"),
        "s>m; m>t; t>g; g>m[again]; g>e#out",
        '<message id="msg" name="hello"/>',
    ),
    "several": doc(
        start() + both("sp") + xor("m") + catch("one", definition("message", "msg") + timer("Duration", "PT1H"))
        + catch("all", definition("message", "msg") + definition("signal", "sig"), 'parallelMultiple="true"')
        + xor("g", "out") + both("j") + end() + user("side")
        + boundary("b", "side", definition("message", "msg") + timer("Cycle", "R/PT1H"), interrupting=False) + user("h"),
        "s>sp; sp>m; m>one; one>all; all>g; g>m[again]; g>j#out; sp>side; side>j; j>e; b>h",
        '<message id="msg" name="hello"/><signal id="sig" name="bell"/>',
    ),
    "undoing": doc(
        start() + xor("m") + user("a") + undone("a") + user("l", many("xs")) + undone("l")
        + sub("box", start("is") + user("b") + undone("b") + user("w") + end("ie"), "is>b; b>w; w>ie")
        + boundary("late", "box", timer("Duration", "P1D")) + xor("g", "out")
        + throw("k", definition("compensate")) + xor("g2", "out2") + end(),
        "s>m; m>a; a>l; l>box; box>g; late>g; g>m[again]; g>k#out; k>g2; g2>m[x > 3]; g2>e#out2",
    ),
    "transaction": doc(
        start() + xor("m")
        + transaction("t", start("is") + user("a") + undone("a") + both("sp") + user("pay") + user("q")
              + xor("g", "fine") + end("ok") + end("off", definition("cancel"))
              + event_sub("h", event_start("hs", definition("message", "msg"), False) + user("care"), "hs>care"),
              "is>a; a>sp; sp>pay; sp>q; pay>g; g>off[again]; g>ok#fine; q>ok")
        + boundary("x", "t", definition("cancel")) + user("sorry") + xor("g2", "out") + end(),
        "s>m; m>t; x>sorry; sorry>m; t>g2; g2>m[x > 2]; g2>e#out",
        '<message id="msg" name="hello"/>',
    ),
    "ad hoc": doc(
        start() + xor("m") + ad_hoc("t", user("a") + user("b") + user("c"), "a>b", "=x > 4", 'cancelRemainingInstances="false"')
        + ad_hoc("q", user("d", many("xs")) + user("f"), "", "=x > 2", 'ordering="Sequential"') + xor("g", "out") + end(),
        "s>m; m>t; t>q; q>g; g>m[again]; g>e#out",
    ),
    "complex": doc(
        start() + xor("m") + both("sp") + user("a") + user("b") + user("c") + complex_gateway("k", "=activationCount >= 2")
        + user("t") + xor("g", "out") + end(),
        "s>m; m>sp; sp>a; sp>b; sp>c; a>k; b>k; c>k; k>t; t>g; g>m[again]; g>e#out",
    ),
    "calls": doc(
        start() + xor("m") + '<callActivity id="c" calledElement="child"><extensionElements><camunda:in source="x" target="x"/>'
        '<camunda:in variables="all"/><camunda:out source="y" target="y"/></extensionElements>' + many("xs") + "</callActivity>"
        + boundary("b", "c", definition("error", "e1")) + boundary("late", "c", timer("Cycle", "R/PT1H"), interrupting=False)
        + user("told") + user("repair") + xor("g", "out") + end(),
        "s>m; m>c; c>g; b>repair; repair>g; late>told; g>m[again]; g>e#out",
        '<error id="e1" errorCode="E1"/>',
    ),
    "events": doc(
        start() + both("sp") + xor("m") + '<eventBasedGateway id="eg"/>' + catch("k", definition("message", "msg"))
        + catch("t1", timer("Duration", "PT1H")) + user("u") + xor("g", "out") + both("j") + end()
        + user("side") + boundary("b", "side", definition("message", "msg"), interrupting=False) + user("h"),
        "s>sp; sp>m; m>eg; eg>k; eg>t1; k>g; t1>u; u>g; g>m[again]; g>j#out; sp>side; side>j; j>e; b>h",
        '<message id="msg" name="hello"/>',
    ),
}  # fmt: skip
CHILD = doc(
    start() + user("u") + xor("g", "fine") + end("bad", definition("error", "e1")) + user("w") + end()
    + event_sub("h", event_start("hs", definition("message", "msg"), False) + user("care"), "hs>care"),
    "s>u; u>g; g>bad[x = 6]; g>w#fine; w>e",
    '<error id="e1" errorCode="E1"/><message id="msg" name="hello"/>',
    "child",
)  # fmt: skip
LIBRARY = Shelf(Engine(), child=[CHILD])


def act(token: Token, choice: random.Random) -> None:
    given = {
        "x": choice.randrange(7),
        "again": choice.random() < 0.6,
        f"v{choice.randrange(3)}": choice.randrange(9),
    }
    if isinstance(token.task_spec, CatchStep):
        token.task_spec.fire(token, given if token.task_spec.wait_kind is WaitKind.MESSAGE else {})
    else:
        token.task_spec.finish(token, given)


def snapshot(instance: Instance) -> str:
    """Describe what an instance waits for, and with what, whatever its tree looks like."""
    waiting = sorted(
        (
            token.id,
            token.task_spec.name,
            token.arrived,
            sorted(token.data.items(), key=str),
            sorted(token.internal_data.items(), key=str),
        )
        for tree in instance.all_trees()
        for token in tree.live()
    )
    passed = [(entry.element_id, entry.loop_index, entry.cancelled, entry.scope) for entry in instance.passed]
    return json.dumps(
        [waiting, passed, instance.top.completed, sorted(instance.top.view().items())], default=str
    )


def walked(name: str, seed: int, stored: bool) -> Iterator[str]:
    """Drive a model with random choices; ``stored`` prunes, encodes and decodes between all steps."""
    spec = Engine().compile(MODELS[name], "m.bpmn", "p").spec
    choice = random.Random(seed)
    instance = Instance(spec, Limits(), NOW, LIBRARY)
    instance.begin({"again": True, "x": 3, "xs": [1, 2, 3]}, spec.initial())
    instance.advance()
    for _ in range(40):
        yield snapshot(instance)
        instance.passed.clear()
        if stored:
            pruning.prune(instance)
            instance = codec.decode(codec.encode(instance), spec, Limits(), NOW, LIBRARY)
        waiting = [token for tree in instance.all_trees() for token in tree.tasks.values() if is_wait(token)]
        if not waiting or instance.live > 60:
            return
        instance.steps = 0
        act(choice.choice(sorted(waiting, key=lambda token: token.id)), choice)
        instance.advance()


@pytest.mark.parametrize("name", MODELS)
def test_storing_and_pruning_between_all_steps_changes_nothing(name: str) -> None:
    for seed in range(25):
        kept, stored = list(walked(name, seed, stored=False)), list(walked(name, seed, stored=True))
        assert stored == kept, f"{name} with seed {seed}"


def test_a_state_of_an_unknown_codec_version_is_refused() -> None:
    walk = Walk(ROUNDS)
    for state in (b"", bytes([99]) + walk.last.state[1:]):
        with pytest.raises(Invalid, match="codec version"):
            walk.engine.waits(walk.process, state)


def test_the_state_holds_neither_the_spec_nor_the_decision_table() -> None:
    walk = Walk(ROUNDS)
    assert len(walk.last.state) < 250
