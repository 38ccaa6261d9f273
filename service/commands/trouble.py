"""When an instance cannot go on: the act is rolled back whole, and the edge records an incident."""

from uuid import UUID

from service.domain.errors import ServiceError
from service.engine import Trouble


class InstanceTrouble(ServiceError):
    """The instance cannot go on as its model says (HTTP 422); nothing of the act was kept."""

    def __init__(self, instance_id: UUID, trouble: Trouble) -> None:
        super().__init__(f"the process cannot go on at {trouble.element_id}: {trouble.message}")
        self.instance_id = instance_id
        self.trouble = trouble

    @classmethod
    def budget(cls, instance_id: UUID, message: str) -> "InstanceTrouble":
        return cls(instance_id, Trouble("budget", "", message))
