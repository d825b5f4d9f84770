"""Volume attributes classes.

Upstream: pkg/registry/storage/volumeattributesclass.
"""

from pykubectl.kinds.storage import storage_validation

validate = storage_validation.validate_attributes_class
validate_update = storage_validation.validate_attributes_class_update
