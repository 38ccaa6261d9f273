"""What the form says to the person who filled it in, in the languages of the office."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Say = Callable[..., str]

KOREAN: Final = {
    "required": "반드시 입력해 주세요.",
    "text": "글자로 입력해 주세요.",
    "characters": "저장할 수 없는 문자가 들어 있습니다.",
    "number": "숫자로 입력해 주세요.",
    "integer": "정수로 입력해 주세요.",
    "digits": "소수 {limit}자리까지 입력할 수 있습니다.",
    "increment": "{limit} 단위로 입력해 주세요. 가까운 값은 {below}, {above}입니다.",
    "min": "{limit} 이상이어야 합니다.",
    "max": "{limit} 이하여야 합니다.",
    "bound": "이 항목의 한계 값을 계산할 수 없습니다. 양식 관리자에게 알려 주세요.",
    "min_length": "{limit}자 이상 입력해 주세요.",
    "max_length": "{limit}자까지 입력할 수 있습니다.",
    "pattern": "형식에 맞게 입력해 주세요.",
    "pattern_slow": "형식을 확인하는 데 너무 오래 걸립니다. 더 짧게 입력해 주세요.",
    "email": "전자우편 주소 형식으로 입력해 주세요.",
    "phone": "국가 번호가 있는 전화번호로 입력해 주세요. 예: +821012345678",
    "option": "고를 수 없는 값입니다.",
    "list": "목록이어야 합니다.",
    "boolean": "예 또는 아니요여야 합니다.",
    "date": "날짜 형식으로 입력해 주세요. 예: 2026-03-01",
    "time": "시각 형식으로 입력해 주세요. 예: 14:30",
    "datetime": "날짜와 시각 형식으로 입력해 주세요. 예: 2026-03-01T14:30",
    "past": "지난 날짜는 고를 수 없습니다.",
    "file": "올린 파일을 가리키지 않습니다.",
    "one_file": "파일은 하나만 올릴 수 있습니다.",
    "row": "줄의 형식이 올바르지 않습니다.",
    "row_count": "줄은 {limit}개까지 넣을 수 있습니다.",
    "shape": "양식의 형식이 올바르지 않습니다.",
    "summary": "입력한 내용 가운데 고칠 곳이 {count}곳 있습니다.",
}

ENGLISH: Final = {
    "required": "Please fill this in.",
    "text": "Please enter text.",
    "characters": "This contains characters that cannot be stored.",
    "number": "Please enter a number.",
    "integer": "Please enter a whole number.",
    "digits": "Please enter at most {limit} decimal digits.",
    "increment": "Please enter a multiple of {limit}. The nearest values are {below} and {above}.",
    "min": "This must be {limit} or more.",
    "max": "This must be {limit} or less.",
    "bound": "The limit of this field cannot be computed. Please tell whoever looks after the form.",
    "min_length": "Please enter at least {limit} characters.",
    "max_length": "Please enter at most {limit} characters.",
    "pattern": "Please use the requested format.",
    "pattern_slow": "Checking the format takes too long. Please enter less.",
    "email": "Please enter an e-mail address.",
    "phone": "Please enter a telephone number with its country code, such as +821012345678.",
    "option": "This is not one of the options.",
    "list": "This must be a list.",
    "boolean": "This must be yes or no.",
    "date": "Please enter a date, such as 2026-03-01.",
    "time": "Please enter a time, such as 14:30.",
    "datetime": "Please enter a date and time, such as 2026-03-01T14:30.",
    "past": "This day has passed.",
    "file": "This does not refer to an uploaded file.",
    "one_file": "Only one file can be given.",
    "row": "This row has the wrong shape.",
    "row_count": "At most {limit} rows can be given.",
    "shape": "The form has the wrong shape.",
    "summary": "{count} of the answers need another look.",
}

CATALOGUE: Final[Mapping[str, Mapping[str, str]]] = {"ko": KOREAN, "en": ENGLISH}


def speaker(language: str) -> Say:
    """Return what says a message in ``language`` ("ko", "en-GB"); English for every other."""
    texts = CATALOGUE.get(language.lower().replace("_", "-").partition("-")[0], ENGLISH)

    def say(key: str, **values: Any) -> str:
        return texts[key].format(**values)

    return say
