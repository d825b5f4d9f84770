"""Rules in schemas (x-kubernetes-validations): are they sound, and does an object obey them.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel.
"""

from pykubectl.machinery.cel.definition_rules import check_definition
from pykubectl.machinery.cel.object_rules import check_object, has_rules

__all__ = ["check_definition", "check_object", "has_rules"]
