"""Creating and deleting pods for an owner, with the events that go with it.

Upstream: pkg/controller/controller_utils.go (RealPodControl).
"""

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.errors import NotFound, StatusError


def create_pod(api: Api, owner: Object, pod: Object) -> Object:
    """Raises what the API server refuses it with, after saying so in an event."""
    try:
        created = api.create("pods", owner["metadata"]["namespace"], pod)
    except StatusError as error:
        if not is_namespace_ending(error):
            api.event(owner, "Warning", "FailedCreate", f"Error creating: {error.message}")
        raise
    api.event(owner, "Normal", "SuccessfulCreate", f"Created pod: {created['metadata']['name']}")
    return created


def delete_pod(api: Api, owner: Object, pod: Object) -> None:
    """A pod that is gone already needs no deletion."""
    metadata = pod["metadata"]
    try:
        api.delete("pods", metadata["namespace"], metadata["name"])
    except NotFound:
        return
    except StatusError as error:
        api.event(owner, "Warning", "FailedDelete", f"Error deleting: {error.message}")
        raise
    api.event(owner, "Normal", "SuccessfulDelete", f"Deleted pod: {metadata['name']}")


def is_namespace_ending(error: StatusError) -> bool:
    return any(cause.get("reason") == "NamespaceTerminating" for cause in error.details.get("causes") or ())
