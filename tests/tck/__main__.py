"""Runs the DMN Technology Compatibility Kit: ``python -m tests.tck FOLDER``.

Ends with 1 if a case of level 2 fails, or more than two of level 3 beside the external Java functions.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.tck.cases import read_suites
from tests.tck.running import Verdict, judged

EXTERNAL: Final = "0076-feel-external-java"
"""Functions in Java, which are not run here."""
ALLOWED: Final = {"compliance-level-2": 0, "compliance-level-3": 2}


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("say which folder holds the kit: python -m tests.tck FOLDER", file=sys.stderr)
        return 2
    levels: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in judged(read_suites(Path(arguments[0]))):
        levels[verdict.suite.level].append(verdict)
    if not levels:
        print(f"there are no compliance levels below {arguments[0]}", file=sys.stderr)
        return 2
    for level, verdicts in sorted(levels.items()):
        _show(level, verdicts)
    return int(any(_failures(verdicts) > ALLOWED.get(level, 0) for level, verdicts in levels.items()))


def _failures(verdicts: Sequence[Verdict]) -> int:
    return sum(bool(v.reason) and v.suite.name != EXTERNAL for v in verdicts)


def _show(level: str, verdicts: Sequence[Verdict]) -> None:
    own = [v for v in verdicts if v.suite.name != EXTERNAL]
    print(f"{level}: {_share(verdicts)}; expecting a value {_share([v for v in verdicts if _expects(v)])}")
    if len(own) < len(verdicts):
        print(
            f"  without {EXTERNAL}: {_share(own)}; expecting a value {_share([v for v in own if _expects(v)])}"
        )
    for verdict in verdicts:
        if verdict.reason:
            print(f"  {verdict.suite.name} {verdict.case.id}: {verdict.reason}")


def _expects(verdict: Verdict) -> bool:
    return verdict.case.expects_value


def _share(verdicts: Sequence[Verdict]) -> str:
    passed = sum(not v.reason for v in verdicts)
    return f"{passed}/{len(verdicts)} ({passed / max(1, len(verdicts)):.2%})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
