"""Tags and instances, found in a time that does not grow with their number."""

from moto.ec2.models import instances
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, get_prefix


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
