"""How people are named on pages: with post and unit, since names alone are ambiguous."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from service.context import SYSTEM, WORKER
from service.domain.directory import Directory

ENGINE: Final = "engine"
SERVICE: Final = frozenset({SYSTEM, WORKER, ENGINE})


@dataclass(frozen=True)
class Named:
    """``post`` and ``unit`` are empty where they are not known, as for the service itself."""

    name: str
    post: str = ""
    unit: str = ""

    @property
    def role(self) -> str:
        """Return unit and post; many posts begin with the name of their unit (안전정책총괄과장)."""
        return self.post if self.post.startswith(self.unit) else f"{self.unit} {self.post}".strip()

    def __str__(self) -> str:
        return f"{self.name} {self.post}".strip()


def named(directory: Directory, person_id: str) -> Named:
    """Return the name of a person; the id of one who is no longer in the directory."""
    if person_id in SERVICE:
        return Named(_("The service"))
    if not directory.has_person(person_id):
        return Named(person_id)
    person = directory.person(person_id)
    return Named(person.name, person.title, directory.unit(person.unit_code).name)


def holders(
    directory: Directory, assignee: str | None, users: Collection[str], groups: Collection[str]
) -> str:
    """Return who has the work, or while nobody has taken it who may."""
    if assignee:
        users, groups = [assignee], []
    words = [str(named(directory, user)) for user in users]
    return ", ".join([*words, *(_group(directory, name) for name in groups)])


def _group(directory: Directory, name: str) -> str:
    """Return the people of a role, or the post that is asked; the group's own name if nobody is in it."""
    if name.startswith("post:"):
        return directory.unit(name.removeprefix("post:")).head_post
    people = [person.name for person in directory.people if name in person.roles and person.is_active]
    return ", ".join(people) or name
