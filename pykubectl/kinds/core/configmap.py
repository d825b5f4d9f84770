"""Config maps.

Upstream: pkg/registry/core/configmap.
"""

from pykubectl.kinds.core import data_validation

validate = data_validation.validate_config_map
validate_update = data_validation.validate_config_map_update
