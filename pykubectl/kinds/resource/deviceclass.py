"""Classes of devices.

Upstream: pkg/registry/resource/deviceclass.
"""

from pykubectl.kinds.resource import claim_validation

validate = claim_validation.validate_device_class
