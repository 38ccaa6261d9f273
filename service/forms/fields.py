"""One marshmallow field for each kind of component: judges a value that has been read already."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, localcontext
from typing import Any, Final

import regex
from marshmallow import ValidationError, fields

from service.forms.components import Kind, Option, Rules
from service.forms.messages import Say
from service.forms.values import number

# What JavaScript's trim() takes away.
JS_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
# Neither PostgreSQL nor UTF-8 can hold these: NUL, other controls, lone halves of surrogate pairs.
UNSTORABLE: Final = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# WHATWG HTML, "valid e-mail address"; form-js uses the same.
EMAIL: Final = regex.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
# As form-js: not anchored at the start, with a country code (ITU-T E.164).
PHONE: Final = regex.compile(r"(?:\+|00)[1-9][0-9]{5,22}\Z", regex.ASCII)
FILE: Final = regex.compile(r"(?:files::)?[0-9A-Za-z_-]{1,100}", regex.ASCII)
DAY: Final = regex.compile(r"\d{4}-\d\d-\d\d", regex.ASCII)
HOUR: Final = regex.compile(r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?", regex.ASCII)


@dataclass(frozen=True)
class Limits:
    """The rules of a component with every expression evaluated.

    ``broken`` tells that a limit came out as something other than a number.
    """

    rules: Rules
    now: datetime
    min: Decimal | None = None
    max: Decimal | None = None
    min_length: Decimal | None = None
    max_length: Decimal | None = None
    broken: bool = False
    options: tuple[Option, ...] = ()
    multiple: bool = False


class AnswerField(fields.Field[Any]):
    """Judges one value; collects every reason at once, as form-js does."""

    def __init__(self, limits: Limits, say: Say) -> None:
        required = limits.rules.required
        super().__init__(
            required=required,
            allow_none=not required,
            error_messages={"null": say("required"), "required": say("required")},
        )
        self.limits = limits
        self.rules = limits.rules
        self.say = say

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not self.is_empty(value):
            return self.judged(value)
        self.refuse_if(self.say("required") if self.rules.required else None)
        return value

    def is_empty(self, value: Any) -> bool:
        return value in ("", [])

    @abstractmethod
    def judged(self, value: Any) -> Any:
        """Return the value in its own type; raise ``ValidationError`` if it breaks a rule."""

    def refuse_if(self, *reasons: str | None) -> None:
        """Raise with those of the reasons that apply."""
        if found := [reason for reason in reasons if reason]:
            raise ValidationError(found)

    def outside(self, size: Decimal | int, low: str, high: str) -> list[str | None]:
        """Return the reasons why ``size`` lies below the limit ``low`` or above the limit ``high``."""
        lowest, highest = getattr(self.limits, low), getattr(self.limits, high)
        return [
            self.say("bound") if self.limits.broken else None,
            self.say(low, limit=written(lowest)) if lowest is not None and size < lowest else None,
            self.say(high, limit=written(highest)) if highest is not None and size > highest else None,
        ]


class TextField(AnswerField):
    def judged(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError([self.say("text")])
        self.refuse_if(self.say("characters") if UNSTORABLE.search(value) else None)
        self.refuse_if(
            self._against_pattern(value),
            *self.outside(_js_length(value.strip(JS_SPACE)), "min_length", "max_length"),
            self._against_type(value),
        )
        return value

    def _against_pattern(self, value: str) -> str | None:
        pattern = self.rules.pattern
        try:
            fits = pattern is None or pattern.found_in(value)
        except TimeoutError:
            return self.say("pattern_slow")
        return None if fits else self.rules.pattern_message or self.say("pattern")

    def _against_type(self, value: str) -> str | None:
        if self.rules.validation_type == "email" and not EMAIL.fullmatch(value):
            return self.say("email")
        if self.rules.validation_type == "phone" and not PHONE.search(value):
            return self.say("phone")
        return None


class NumberField(AnswerField):
    def judged(self, value: Any) -> Decimal | str:
        read = number(value)
        if read is None:
            raise ValidationError([self.say("number")])
        with localcontext() as exact:
            exact.prec = 200
            self.refuse_if(
                self._against_digits(read), self._against_increment(read), *self.outside(read, "min", "max")
            )
        return str(value) if self.rules.as_text else read

    def _against_digits(self, value: Decimal) -> str | None:
        digits = self.rules.decimal_digits
        if digits is None or value == value.quantize(Decimal(1).scaleb(-digits)):
            return None
        return self.say("integer") if digits == 0 else self.say("digits", limit=digits)

    def _against_increment(self, value: Decimal) -> str | None:
        step = self.rules.increment
        if step is None or value % step == 0:
            return None
        below = value - value % step
        return self.say("increment", limit=written(step), below=written(below), above=written(below + step))


class CheckboxField(AnswerField):
    def is_empty(self, value: Any) -> bool:
        return value is False

    def judged(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError([self.say("boolean")])
        return value


class ChoiceField(AnswerField):
    def judged(self, value: Any) -> Any:
        return self.option(value).value

    def option(self, value: Any) -> Option:
        """Return the option with this value; a text also finds the number or boolean it spells."""
        options = self.limits.options
        for option in options:
            if _same(option.value, value):
                return option
        for option in options:
            if isinstance(value, str) and _spelled(option.value) == value:
                return option
        raise ValidationError([self.say("option")])


class ChoicesField(ChoiceField):
    def judged(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError([self.say("list")])
        chosen: list[Any] = []
        for one in value:
            option = self.option(one).value
            if not any(_same(option, other) for other in chosen):
                chosen.append(option)
        return chosen


class MomentField(AnswerField):
    """Keeps moments as ISO text, as form-js submits them."""

    def judged(self, value: Any) -> str:
        readers = {"date": self._date, "time": self._time, "datetime": self._datetime}
        subtype = self.rules.subtype
        try:
            day, text = readers[subtype](value if isinstance(value, str) else "")
        except ValueError:
            raise ValidationError([self.say(subtype)]) from None
        passed = self.rules.no_past and day is not None and day < self.limits.now.date()
        self.refuse_if(self.say("past") if passed else None)
        return text

    def _date(self, text: str) -> tuple[date | None, str]:
        return date.fromisoformat(_fitting(DAY, text)), text

    def _time(self, text: str) -> tuple[date | None, str]:
        time.fromisoformat(_fitting(HOUR, text))
        return None, text

    def _datetime(self, text: str) -> tuple[date | None, str]:
        day, _, hour = text.partition("T")
        moment = datetime.combine(
            date.fromisoformat(_fitting(DAY, day)), time.fromisoformat(_fitting(HOUR, hour))
        )
        return self._moment(moment, text)

    def _moment(self, moment: datetime, text: str) -> tuple[date | None, str]:
        """Give a moment without an offset, as a plain HTML form sends it, that of the office."""
        zone = self.limits.now.tzinfo
        local = moment if moment.tzinfo is None else moment.astimezone(zone)
        if moment.tzinfo is None and self.rules.time_format in ("utc_offset", "utc_normalized"):
            aware = moment.replace(tzinfo=zone)
            text = aware.isoformat(timespec="minutes")
            if self.rules.time_format == "utc_normalized":
                text = aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
        return local.date(), text


class FilesField(AnswerField):
    """References to uploaded files; their type and size are looked at where they are stored."""

    def judged(self, value: Any) -> list[str]:
        if not isinstance(value, list):
            raise ValidationError([self.say("list")])
        readable = all(isinstance(one, str) and FILE.fullmatch(one) for one in value)
        self.refuse_if(
            None if readable else self.say("file"),
            self.say("one_file") if len(value) > 1 and not self.limits.multiple else None,
        )
        return list(value)


FIELDS: Final[Mapping[Kind, type[AnswerField]]] = {
    Kind.TEXT: TextField,
    Kind.NUMBER: NumberField,
    Kind.CHECKBOX: CheckboxField,
    Kind.CHOICE: ChoiceField,
    Kind.CHOICES: ChoicesField,
    Kind.MOMENT: MomentField,
    Kind.FILES: FilesField,
}


def written(value: Decimal) -> str:
    """Write a number for people: grouped by thousands, no exponent, no zeros at the end."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fitting(form: "regex.Pattern[str]", text: str) -> str:
    if not form.fullmatch(text):
        raise ValueError(text)
    return text


def _js_length(text: str) -> int:
    """Count UTF-16 units, as ``length`` does in JavaScript."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
