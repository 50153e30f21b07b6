"""Many instances, made and listed fast enough for tests that have a deadline."""

from xml.sax.saxutils import escape

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.ec2.responses.instances import InstanceResponse


class FastPage(ActionResult):
    """A page of DescribeInstances. moto writes 1,000 instances in 2 s and more; those of `add_instances` are written here."""

    quick_reservations = set()

    def execute_result(self, context):
        reservations = self.result["Reservations"]
        if not any(reservation.id in self.quick_reservations for reservation in reservations):
            return super().execute_result(context)
        items = "".join(self._item(reservation, context) for reservation in reservations)
        frame = ActionResult({"Reservations": [], "NextToken": self.result["NextToken"]})
        status, headers, body = frame.execute_result(context)
        empty = "<reservationSet/>" if "<reservationSet/>" in body else "<reservationSet></reservationSet>"
        return status, headers, body.replace(empty, f"<reservationSet>{items}</reservationSet>", 1)

    def _item(self, reservation, context) -> str:
        if reservation.id in self.quick_reservations:
            instances = "".join(self._instance(instance) for instance in reservation.instances)
            return (
                f"<item><reservationId>{reservation.id}</reservationId><ownerId>{reservation.owner_id}</ownerId>"
                f"<instancesSet>{instances}</instancesSet></item>"
            )
        _, _, body = ActionResult({"Reservations": [reservation]}).execute_result(context)
        return body[body.index("<reservationSet>") + len("<reservationSet>") : body.rindex("</reservationSet>")]

    @staticmethod
    def _instance(instance) -> str:
        tags = "".join(
            f"<item><key>{escape(tag['key'])}</key><value>{escape(tag['value'])}</value></item>"
            for tag in instance.get_tags()
        )
        public = f"<ipAddress>{instance.public_ip}</ipAddress>" if instance.public_ip else ""
        return (
            f"<item><instanceId>{instance.id}</instanceId><imageId>{instance.image_id}</imageId>"
            f"<instanceState><code>{instance.state_code}</code><name>{instance.state}</name></instanceState>"
            f"<privateIpAddress>{instance.private_ip}</privateIpAddress>{public}"
            f"<instanceType>{instance.instance_type}</instanceType>"
            f"<launchTime>{instance.launch_time.strftime('%Y-%m-%dT%H:%M:%S.000Z')}</launchTime>"
            f"<tagSet>{tags}</tagSet></item>"
        )


def fast_pages() -> None:
    describe = InstanceResponse.describe_instances
    InstanceResponse.describe_instances = lambda self: FastPage(describe(self).result)


def add_instances(wanted: dict) -> list:
    backend = ec2_backends[wanted.get("account", DEFAULT_ACCOUNT_ID)][wanted["region"]]
    ids = []
    for number in range(1, wanted["count"] + 1):
        reservation = backend.run_instances(
            "ami-12c6146b",
            1,
            None,
            [],
            instance_type="t3.micro",
            is_instance_type_default=False,
            region_name=wanted["region"],
            tags={"instance": {"Name": f"{wanted.get('namePrefix', 'many')}-{number}"}},
        )
        FastPage.quick_reservations.add(reservation.id)
        ids.append(reservation.instances[0].id)
    return ids
