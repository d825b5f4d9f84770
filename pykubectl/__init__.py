"""pykubectl: a complete kubectl with an embedded Kubernetes cluster to point it at.

Reading order: README.md, "Reading order".
"""

from typing import Any

__version__ = "0.1.0"

# API objects are JSON with wire names inside; schemas, not classes, say what they hold.
Object = dict[str, Any]
