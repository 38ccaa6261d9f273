"""The practice ministry, and its pages over it."""

import pytest
from flask import Flask

from tests.support.desk import application
from tests.support.practice import Practice


@pytest.fixture
def practice() -> Practice:
    return Practice()


@pytest.fixture
def app(practice: Practice) -> Flask:
    return application(practice)
