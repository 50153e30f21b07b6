"""Runs moto's server as EC2 for the tests, with the gaps closed that matter to them.

moto 5.2.1 plays EC2 well, but for these; each class or function below closes one of them:

- looking up tags and instances takes time that grows with their number (`fast_tags`, `fast_lookup`);
- an instance is never seen on its way from one state to another (`TimedState`);
- what is not possible in a state is done all the same: a stopped terminated instance comes back to life, a started
  running one gets a new address (`guard_states`);
- what was not launched for it hibernates (`refuse_hibernation`);
- a dry run says yes to instances that are not there (`look_before_dry_run`);
- a denied call has the code `AccessDenied`, where EC2 says `UnauthorizedOperation` with an encoded message
  (`deny_like_ec2`), which STS does not decode (`decode_messages`);
- writing a page of 1,000 instances takes seconds (`pages.py`).

The first line on stdout is the port as JSON. The process ends when its stdin does, so it cannot outlive the tests.
Routes of our own, beside moto's `/moto-api/`:

- `POST /launcher/transition`, body: seconds that a change of state takes from now on;
- `POST /launcher/settle`: every change under way arrives now;
- `POST /launcher/instances`, body: `{"region", "count", "namePrefix", "account"}`: that many running instances, each in
  a reservation of its own (moto's pages count reservations), much faster than over HTTP. Answers their ids. Of these
  DescribeInstances tells only the more usual fields (`pages.py`).
"""

import argparse
import base64
import json
import os
import sys
import threading
import time

os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

from moto.core.exceptions import _RESTError
from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, OperationDisableApiStopNotPermitted
from moto.ec2.models import instances
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, get_prefix
from moto.iam.access_control import IAMRequest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.sts.responses import TokenResponse
from pages import add_instances, fast_pages
from werkzeug.serving import WSGIRequestHandler, make_server

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


class UnauthorizedOperation(_RESTError):
    code = 403

    def __init__(self, user_arn: str, action: str, resource: str):
        decoded = {
            "allowed": False,
            "explicitDeny": False,
            "matchedStatements": {"items": []},
            "failures": {"items": []},
            "context": {"principal": {"arn": user_arn}, "action": action, "resource": resource},
            # As long as AWS's own, which has the values of all condition keys.
            "padding": "x" * 400,
        }
        encoded = base64.urlsafe_b64encode(json.dumps(decoded).encode()).decode()
        super().__init__(
            "UnauthorizedOperation",
            f"You are not authorized to perform this operation. User: {user_arn} is not authorized to perform: {action}"
            f" because no identity-based policy allows it. Encoded authorization failure message: {encoded}",
        )


def fast_tags() -> None:
    def get_tags(self):
        kind = EC2_PREFIX_TO_RESOURCE.get(get_prefix(self.id), "") if self.id else ""
        tags = self.ec2_backend.tags.get(self.id, {}) if self.id else {}
        return [
            {"resource_id": self.id, "key": key, "value": value, "resource_type": kind}
            for key, value in list(tags.items())
        ]

    TaggedEC2Resource.get_tags = get_tags


def fast_lookup() -> None:
    slow = instances.InstanceBackend.get_instance

    def get_instance(self, instance_id: str):
        # Instances are never removed before a reset, which makes new backends.
        known = self.__dict__.setdefault("_known_instances", {})
        if instance_id not in known:
            newest = next(reversed(self.reservations.values()), None)
            for instance in newest.instances if newest else []:
                known[instance.id] = instance
        if instance_id not in known:
            known[instance_id] = slow(self, instance_id)
        return known[instance_id]

    instances.InstanceBackend.get_instance = get_instance


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


def deny_like_ec2() -> None:
    moto_denies = IAMRequest._raise_access_denied

    def raise_access_denied(self):
        if self._service == "ec2":
            [instance_id] = self._data.get("InstanceId.1", [None])
            resource = f"arn:aws:ec2:{self._region}:{self.account_id}:instance/{instance_id}" if instance_id else "*"
            raise UnauthorizedOperation(self._access_key.arn, self._action, resource)
        moto_denies(self)

    IAMRequest._raise_access_denied = raise_access_denied


def decode_messages() -> None:
    def decode_authorization_message(self):
        encoded = self._get_param("EncodedMessage")
        return ActionResult({"DecodedMessage": base64.urlsafe_b64decode(encoded).decode()})

    TokenResponse.decode_authorization_message = decode_authorization_message


def own_routes(application):
    def respond(environ, start_response):
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/launcher/"):
            return application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answer = None
        if path == "/launcher/transition":
            Clockwork.seconds = float(body)
        elif path == "/launcher/settle":
            Clockwork.settled_at = time.monotonic()
        elif path == "/launcher/instances":
            answer = add_instances(json.loads(body))
        else:
            start_response("404 Not Found", [])
            return [b""]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    return respond


class QuietHandler(WSGIRequestHandler):
    def log_request(self, *_args, **_kwargs) -> None:
        """One line a request would bury what matters."""


def end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--transition-seconds", type=float, default=0.0)
    arguments = parser.parse_args()
    Clockwork.seconds = arguments.transition_seconds
    fast_tags()
    fast_lookup()
    guard_states()
    refuse_hibernation()
    look_before_dry_run()
    deny_like_ec2()
    decode_messages()
    fast_pages()
    application = own_routes(DomainDispatcherApplication(create_backend_app))
    server = make_server(arguments.host, arguments.port, application, threaded=True, request_handler=QuietHandler)
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    threading.Thread(target=end_with_stdin, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
