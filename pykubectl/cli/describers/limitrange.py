"""A limit range, a line for each type and resource.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import name_and_namespace
from pykubectl.cli.describers.parts.limits import write_limit_titles, write_limits
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, limit_range: Object, subject: Subject) -> None:
    name_and_namespace(writer, limit_range)
    write_limit_titles(writer)
    write_limits(writer, limit_range)
