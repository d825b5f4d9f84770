"""A role or cluster role: which verbs it allows on what.

Rules are taken apart into single resources and verbs, and those on the same resource put together again.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go, .../pkg/util/rbac.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.go_values import go_print

TITLES = ("Resources", "Non-Resource URLs", "Resource Names", "Verbs")


class Rule(NamedTuple):
    """What a rule is about: a resource of a group, with at most one name, or a URL."""

    resource: str = ""
    group: str = ""
    name: str = ""
    url: str = ""

    @property
    def title(self) -> str:
        """`pods/log`, `deployments.apps/scale`."""
        resource, slash, subresource = self.resource.partition("/")
        return f"{resource}.{self.group}{slash}{subresource}" if self.group else self.resource


def describe(writer: Writer, role: Object, subject: Subject) -> None:
    writer.field("Name", role["metadata"]["name"])
    labels_and_annotations(writer, role)
    writer.line("PolicyRule:")
    writer.line(*TITLES, level=1)
    writer.line(*("-" * len(title) for title in TITLES), level=1)
    for rule, verbs in compact(role.get("rules") or ()):
        names, urls = [rule.name] if rule.name else [], [rule.url] if rule.url else []
        writer.line(rule.title, go_print(urls), go_print(names), go_print(list(verbs)), level=1)


def compact(rules: Sequence[Object]) -> list[tuple[Rule, list[str]]]:
    """Rules with their verbs, in the order of the text that Go makes of a rule. Rules on URLs stay apart, one for each verb."""
    verbs: dict[Rule, list[str]] = {}
    found: list[tuple[Rule, list[str]]] = []
    for rule, verb in (pair for row in rules for pair in _broken_down(row)):
        if rule.url:
            found.append((rule, [verb]))
        elif verb not in verbs.setdefault(rule, []):
            verbs[rule].append(verb)
    found.extend(verbs.items())
    return sorted(found, key=_text)


def _broken_down(row: Object) -> Iterator[tuple[Rule, str]]:
    for group in row.get("apiGroups") or ():
        for resource in row.get("resources") or ():
            for verb in row.get("verbs") or ():
                for name in row.get("resourceNames") or [""]:
                    yield Rule(resource, group, name), verb
    for url in row.get("nonResourceURLs") or ():
        for verb in row.get("verbs") or ():
            yield Rule(url=url), verb


def _text(pair: tuple[Rule, list[str]]) -> str:
    rule, verbs = pair
    groups, resources = ("", "") if rule.url else (rule.group, rule.resource)
    return (
        f"&PolicyRule{{Verbs:{go_print(list(verbs))},APIGroups:[{groups}],Resources:[{resources}],"
        f"ResourceNames:[{rule.name}],NonResourceURLs:[{rule.url}],}}"
    )
