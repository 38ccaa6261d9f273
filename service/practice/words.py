"""What people in the practice ministry write: titles, texts and remarks put together from phrases."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

_PHRASES: Final[Mapping[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "words.json").read_text(encoding="utf-8")
)
_PARTICLE: Final = re.compile(r"(\S)(을\(를\)|이\(가\)|\(으\)로)")
_FIRST_SYLLABLE: Final = ord("가")
_FINALS: Final = 28  # final consonants of a syllable, none counted as one
_RIEUL: Final = 8  # ㄹ, after which 로 needs no 으


class Words:
    """Phrases about the matters of one unit on one day; ``chance`` chooses among them."""

    def __init__(self, chance: Random, unit_code: str, unit_name: str, on: date) -> None:
        self._chance = chance
        topics: Mapping[str, Sequence[str]] = _PHRASES["topics"]
        self.topic = chance.choice(topics.get(unit_code) or topics["9990301"])
        self._facts = {
            "topic": self.topic,
            "unit": unit_name,
            "year": on.year,
            "next_year": on.year + 1,
            "month": on.month,
            "half": "상반기" if on.month <= 6 else "하반기",
            "nth": chance.randint(2, 48),
            "ref": chance.randint(1, 900),
            "percent": chance.randint(5, 95),
            "count": chance.randint(2, 60),
            "ref_day": _written(on - timedelta(days=chance.randint(2, 30))),
            "from_day": _written(on + timedelta(days=chance.randint(3, 14))),
            "to_day": _written(on + timedelta(days=chance.randint(15, 60))),
            **{name: chance.choice(_PHRASES[f"{name}s"]) for name in ("target", "method", "aim")},
        }

    def title(self, work_type: str) -> str:
        return self._filled(self._chance.choice(_PHRASES["titles"][work_type]))

    def body(self, work_type: str, amount: int | None) -> str:
        """Return a text that suits the work type; one that names an amount names this one."""
        texts = _PHRASES["bodies_of"].get(work_type) or _PHRASES["bodies"]
        return self._filled(self._chance.choice(texts), amount=f"{amount or 0:,}")

    def say(self, kind: str) -> str:
        """Return one of the phrases of that kind, filled in."""
        return self._filled(self._chance.choice(_PHRASES[kind]))

    def several(self, kind: str) -> tuple[str, ...]:
        """Return phrases that belong together, such as kind, title and text of a memo."""
        return tuple(self._filled(text) for text in self._chance.choice(_PHRASES[kind]))

    def keywords(self) -> str:
        """Return the topic and two more words, none of them twice."""
        more = self._chance.sample(_PHRASES["keywords"], 2)
        return ", ".join(dict.fromkeys((self.topic, *more)))

    def _filled(self, text: str, **more: str) -> str:
        return _with_particles(text.format(**self._facts, **more))


def remark(chance: Random, kind: str) -> str:
    """Return a phrase that says nothing of its matter."""
    phrases: Sequence[str] = _PHRASES[kind]
    return chance.choice(phrases)


def _with_particles(text: str) -> str:
    """Choose the form of each particle by the sound before it: 을(를), 이(가), (으)로."""
    return _PARTICLE.sub(lambda found: found[1] + _particle(found[1], found[2]), text)


def _particle(before: str, choice: str) -> str:
    final = (ord(before) - _FIRST_SYLLABLE) % _FINALS if "가" <= before <= "힣" else 0
    if choice == "(으)로":
        return "으로" if final not in (0, _RIEUL) else "로"
    return choice[0] if final else choice[2]


def _written(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."
