"""Instances that take their time from one state to the next, and changes that only some states allow."""

import time

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, OperationDisableApiStopNotPermitted
from moto.ec2.models import instances
from moto.ec2.responses.instances import InstanceResponse

CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}
ON_THE_WAY_TO = {"running": "pending", "stopped": "stopping", "terminated": "shutting-down"}

PlainState = instances.InstanceState


class Clockwork:
    """How long a change of state takes, and from when on all earlier changes have arrived."""

    seconds = 0.0
    settled_at = 0.0


class TimedState:
    """An instance's state that takes `Clockwork.seconds` from one to the next. moto sets `name` and `code`."""

    def __init__(self, name: str = "pending", code: int = 0):
        self._target = name
        self._changed_at = 0.0
        self._takes = 0.0

    @property
    def name(self) -> str:
        arrived = time.monotonic() >= self._changed_at + self._takes or self._changed_at < Clockwork.settled_at
        return self._target if arrived else ON_THE_WAY_TO[self._target]

    @name.setter
    def name(self, target: str) -> None:
        if target != self._target:
            self._target = target
            self._changed_at = time.monotonic()
            self._takes = Clockwork.seconds

    @property
    def code(self) -> int:
        return CODES[self.name]

    @code.setter
    def code(self, _: int) -> None:
        """Follows from the name."""

    def __copy__(self):
        # moto copies the state to remember the one before; that copy must stand still.
        return PlainState(self.name, self.code)


class IncorrectInstanceState(EC2ClientError):
    def __init__(self, instance_id: str, wanted: str):
        super().__init__(
            "IncorrectInstanceState",
            f"The instance '{instance_id}' is not in a state from which it can be {wanted}.",
        )


class UnsupportedHibernationConfiguration(EC2ClientError):
    def __init__(self, instance_id: str):
        super().__init__(
            "UnsupportedHibernationConfiguration",
            f"The instance '{instance_id}' is not enabled for hibernation.",
        )


def guard_states() -> None:
    instances.InstanceState = TimedState
    backend = instances.InstanceBackend

    def guarded(change, wanted: str, allowed: set, nothing_to_do: set):
        def changed(self, instance_ids):
            # All are judged before any is touched, as EC2 does it.
            found = self.get_multi_instances_by_id(instance_ids)
            for instance in found:
                if instance.state not in allowed | nothing_to_do:
                    raise IncorrectInstanceState(instance.id, wanted)
                if wanted == "stopped" and instance.disable_api_stop is True:
                    raise OperationDisableApiStopNotPermitted(instance.id)
            still = {i.id: PlainState(i.state, i.state_code) for i in found if i.state in nothing_to_do}
            done = change(self, [i.id for i in found if i.id not in still])
            if wanted == "rebooted":
                return done
            return done + [(instance, still[instance.id]) for instance in found if instance.id in still]

        return changed

    backend.start_instances = guarded(backend.start_instances, "started", {"stopped"}, {"pending", "running"})
    backend.stop_instances = guarded(backend.stop_instances, "stopped", {"running"}, {"stopping", "stopped"})
    backend.reboot_instances = guarded(backend.reboot_instances, "rebooted", {"running"}, set())

    def answer(key: str, method: str):
        def respond(self):
            instance_ids = self._get_param("InstanceIds", [])
            self.error_on_dryrun()
            done = getattr(self.ec2_backend, method)(instance_ids)
            rows = [
                {
                    "InstanceId": instance.id,
                    "CurrentState": {"Code": instance.state_code, "Name": instance.state},
                    "PreviousState": previous,
                }
                for instance, previous in done
            ]
            # With no time between the states the change has arrived already; EC2 never says so in its answer.
            for row, (_, previous) in zip(rows, done):
                state = row["CurrentState"]
                if state["Name"] != previous.name and state["Name"] in ON_THE_WAY_TO:
                    state["Name"] = ON_THE_WAY_TO[state["Name"]]
                    state["Code"] = CODES[state["Name"]]
            return ActionResult({key: rows})

        return respond

    InstanceResponse.start_instances = answer("StartingInstances", "start_instances")
    InstanceResponse.stop_instances = answer("StoppingInstances", "stop_instances")


def refuse_hibernation() -> None:
    stop = InstanceResponse.stop_instances

    def stop_instances(self):
        if self._get_bool_param("Hibernate", False) and not self._get_bool_param("DryRun", False):
            for instance in self.ec2_backend.get_multi_instances_by_id(self._get_param("InstanceIds", [])):
                if not (instance.hibernation_options or {}).get("Configured"):
                    raise UnsupportedHibernationConfiguration(instance.id)
        return stop(self)

    InstanceResponse.stop_instances = stop_instances


def look_before_dry_run() -> None:
    def looking(respond):
        def looked(self):
            if self._get_bool_param("DryRun", False):
                self.ec2_backend.get_multi_instances_by_id(self._get_param("InstanceIds", []))
            return respond(self)

        return looked

    for method in ("start_instances", "stop_instances", "reboot_instances"):
        setattr(InstanceResponse, method, looking(getattr(InstanceResponse, method)))
