"""Parameters of operations: the query options of each verb, and the parts of paths that stand for names.

Clients read from them what a server can do: kubectl looks for `dryRun` and `fieldValidation` under PATCH.

Upstream: apimachinery/pkg/apis/meta/v1 (ListOptions, CreateOptions ...), apiserver/pkg/endpoints/installer.go.
"""

from pykubectl import Object

# name: (type, what it does)
_QUERY: dict[str, tuple[str, str]] = {
    "allowWatchBookmarks": ("boolean", "Whether the server may send BOOKMARK events in a watch."),
    "command": ("string", "The command to run, one parameter per argument."),
    "container": ("string", "The container that is meant; the only one when left out."),
    "continue": ("string", "The token with which the previous page of a list ended."),
    "dryRun": ("string", "With All, everything is done except that nothing is persisted."),
    "fieldManager": ("string", "The name of the actor that makes these changes, for managed fields."),
    "fieldSelector": ("string", "Restricts the list to objects whose fields have these values."),
    "fieldValidation": ("string", "What is done about unknown and duplicate fields: Ignore, Warn or Strict."),
    "follow": ("boolean", "Whether to go on with what is logged from now on."),
    "force": ("boolean", "Whether an apply takes over fields that other managers own."),
    "gracePeriodSeconds": ("integer", "The seconds before the object is gone; 0 is at once."),
    "insecureSkipTLSVerifyBackend": ("boolean", "Whether the node's certificate goes unchecked."),
    "labelSelector": ("string", "Restricts the list to objects with these labels."),
    "limit": ("integer", "The most objects to list; the rest is had with the continue token."),
    "limitBytes": ("integer", "The most bytes of the log to send."),
    "orphanDependents": ("boolean", "Deprecated: propagationPolicy says it better."),
    "path": ("string", "The path to ask for, below the proxied object."),
    "ports": ("integer", "The ports to forward."),
    "pretty": ("string", "Whether the output is laid out for reading."),
    "previous": ("boolean", "Whether the log is that of the container before its last restart."),
    "propagationPolicy": ("string", "What becomes of dependents: Orphan, Background or Foreground."),
    "resourceVersion": ("string", "From which version of the world on the answer may be."),
    "resourceVersionMatch": ("string", "How resourceVersion counts in a list: NotOlderThan or Exact."),
    "sendInitialEvents": ("boolean", "Whether a watch begins with what there is, and says when that is all."),
    "sinceSeconds": ("integer", "How far back the log goes, in seconds."),
    "stderr": ("boolean", "Whether the standard error is sent."),
    "stdin": ("boolean", "Whether there is a standard input."),
    "stdout": ("boolean", "Whether the standard output is sent."),
    "tailLines": ("integer", "How many lines from the end of the log to send."),
    "timeoutSeconds": ("integer", "How long a list or a watch may take."),
    "timestamps": ("boolean", "Whether each line of the log begins with its time."),
    "tty": ("boolean", "Whether a terminal is allocated."),
    "watch": ("boolean", "Whether to send what changes, as events, instead of a list."),
}
_PATH = {
    "name": "name of the {kind}",
    "namespace": "object name and auth scope, such as for teams and projects",
}
_WRITE = ("dryRun", "fieldManager", "fieldValidation")
_DELETE = ("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy")
_LIST = (
    "allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion",
    "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch",
)  # fmt: skip
_OF_VERB = {
    "create": _WRITE,
    "update": _WRITE,
    "patch": (*_WRITE, "force"),
    "delete": _DELETE,
    "deletecollection": tuple(sorted({*_LIST, *_DELETE} - {"allowWatchBookmarks", "watch"})),
    "list": _LIST,
    "get": (),
}
_OF_SUBRESOURCE = {
    "log": (
        "container", "follow", "insecureSkipTLSVerifyBackend", "limitBytes", "previous", "sinceSeconds", "tailLines",
        "timestamps",
    ),
    "exec": ("command", "container", "stderr", "stdin", "stdout", "tty"),
    "attach": ("container", "stderr", "stdin", "stdout", "tty"),
    "portforward": ("ports",),
    "proxy": ("path",),
}  # fmt: skip


def of_verb(verb: str) -> list[Object]:
    return [query(name) for name in _OF_VERB[verb]]


def of_connection(subresource: str) -> list[Object]:
    """Of a subresource that is no object: logs, exec ..."""
    return [query(name) for name in _OF_SUBRESOURCE[subresource]]


def query(name: str) -> Object:
    kind, text = _QUERY[name]
    return {"name": name, "in": "query", "description": text, "schema": {"type": kind, "uniqueItems": True}}


def in_path(name: str, kind: str) -> Object:
    text = _PATH[name].format(kind=kind)
    schema = {"type": "string", "uniqueItems": True}
    return {"name": name, "in": "path", "description": text, "required": True, "schema": schema}
