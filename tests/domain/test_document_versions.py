"""The digest of a version changes with every letter and with every version before it."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.document_versions import canonical_json, version_digest
from service.domain.errors import Invalid

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
contents = st.dictionaries(st.text(), values, max_size=5)


@given(contents)
def test_digest_does_not_depend_on_the_order_of_keys(content):
    reordered = dict(reversed(content.items()))

    assert version_digest(content, 1) == version_digest(reordered, 1)


@given(contents, contents)
def test_different_contents_have_different_digests(one, other):
    same = canonical_json(one) == canonical_json(other)

    assert (version_digest(one, 1) == version_digest(other, 1)) is same


@given(values)
def test_canonical_json_reads_as_what_was_written(value):
    assert json.loads(canonical_json(value)) == value


def test_number_and_previous_version_are_covered():
    first = version_digest({"body": "가"}, 1)

    assert len({first, version_digest({"body": "가"}, 2), version_digest({"body": "가"}, 1, first)}) == 3


def test_equal_amounts_have_one_form():
    assert canonical_json({"amount": Decimal("20000000.00")}) == canonical_json({"amount": Decimal("2E+7")})


def test_dates_and_moments_are_written_as_iso():
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)

    assert canonical_json([date(2026, 12, 1), moment]) == b'["2026-12-01","2026-12-01T09:00:00+00:00"]'


@pytest.mark.parametrize(
    "value", [1.5, Decimal("NaN"), {1: 2}, {"가"}, datetime.fromisoformat("2026-12-01T09:00")], ids=repr
)
def test_values_without_one_form_are_refused(value):
    with pytest.raises(Invalid):
        canonical_json(value)
