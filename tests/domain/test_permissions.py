"""What roles allow, and that nothing else is."""

import pytest

from service.domain.errors import NotPermitted
from service.domain.permissions import ROLES, Act, check_may, may
from tests.domain.ministry import ministry


def test_every_act_says_who_may():
    assert set(ROLES) == set(Act)
    assert all(ROLES.values())


@pytest.mark.parametrize("act", Act)
def test_who_has_none_of_the_roles_may_not(act):
    assert not may(act, ())
    assert not may(act, {"drafter", "approver", "auditor", "secretary"})


def test_a_designer_deploys_and_an_administrator_of_the_office_does_not():
    assert may(Act.DEPLOY, {"process_designer"})
    assert may(Act.DEPLOY, {"system_admin"})
    assert not may(Act.DEPLOY, {"tenant_admin"})


def test_a_refusal_names_the_roles_that_may():
    with pytest.raises(NotPermitted, match=r"P055 may not deploy models: .* process_designer, system_admin"):
        check_may(Act.DEPLOY, ministry().person("P055"))
    check_may(Act.DEPLOY, ministry().person("P026"))
