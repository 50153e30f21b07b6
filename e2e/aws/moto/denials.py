"""Refusals by IAM in the words of EC2, and what STS says of them."""

import base64
import json

from moto.core.exceptions import _RESTError
from moto.core.responses import ActionResult
from moto.iam.access_control import IAMRequest
from moto.sts.responses import TokenResponse


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
