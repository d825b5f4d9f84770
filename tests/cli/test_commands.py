"""Transcripts: what a command line prints, on stdout or stderr, and its exit code."""

import re
from typing import Any

import pytest

SHOP = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: shop}}
data: {color: blue}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80}]}
"""

# Steps of one story each: (command line, exit code, stdout, stderr).
Story = list[tuple[str, int, str, str]]

STORIES: dict[str, Story] = {
    "apply": [
        ("apply -f -", 0, "configmap/settings created\nservice/shop created\n", ""),
        ("apply -f -", 0, "configmap/settings unchanged\nservice/shop unchanged\n", ""),
        ("get cm settings -o jsonpath={.data}", 0, '{"color":"blue"}', ""),
        ("get cm,svc settings -o name", 1, "configmap/settings\n", 'Error from server (NotFound): services "settings" not found\n'),
        ("delete -f -", 0, 'configmap "settings" deleted from default namespace\nservice "shop" deleted from default namespace\n', ""),
    ],
    "label": [
        ("create cm a --from-literal=x=1", 0, "configmap/a created\n", ""),
        ("label cm a tier=web", 0, "configmap/a labeled\n", ""),
        ("label cm a tier=web", 0, "configmap/a not labeled\n", ""),
        ("label cm a tier=db", 1, "", "error: 'tier' already has a value (web), and --overwrite is false\n"),
        ("label cm a tier-", 0, "configmap/a unlabeled\n", ""),
        ("annotate cm a k=v --dry-run=client", 0, "configmap/a annotated (dry run)\n", ""),
    ],
    "tables": [
        ("get pods", 0, "", "No resources found in default namespace.\n"),
        ("get pv", 0, "", "No resources found\n"),
        ("get ns default", 0, "NAME      STATUS   AGE\ndefault   Active   <age>\n", ""),
        ("get ns default --no-headers -L x", 0, "default   Active   <age>    \n", ""),
        ("get ns/default --show-kind", 0, "NAME                STATUS   AGE\nnamespace/default   Active   <age>\n", ""),
        ("get ns -o custom-columns=N:.metadata.name --sort-by=.metadata.name --no-headers", 0,
         "default\nkube-node-lease\nkube-public\nkube-system\n", ""),
    ],
    "patch and replace": [
        ("create cm a --from-literal=x=1", 0, "configmap/a created\n", ""),
        ('patch cm a -p {"data":{"x":"2"}}', 0, "configmap/a patched\n", ""),
        ('patch cm a -p {"data":{"x":"2"}}', 0, "configmap/a patched (no change)\n", ""),
        ("patch cm a --type=odd -p {}", 1, "", 'error: --type must be one of [json merge strategic], not "odd"\n'),
        ("replace -f -", 1, "service/shop replaced\n",
         'Error from server (NotFound): error when replacing "STDIN": configmaps "settings" not found\n'),
    ],
    "types and templates": [
        ("create deployment web --image=i", 0, "deployment.apps/web created\n", ""),
        ("autoscale deployment web --max=3", 0, "horizontalpodautoscaler.autoscaling/web autoscaled\n", ""),
        ("get horizontalpodautoscalers.v1.autoscaling web -o jsonpath={.apiVersion}", 0, "autoscaling/v1", ""),
        # A short name stands for a resource without a version.
        ("get hpa.v1.autoscaling web -o jsonpath={.apiVersion}", 0, "autoscaling/v2", ""),
        ("get deploy web -o go-template={{.spec.replicas}}-{{.metadata.name}}", 0, "1-web", ""),
        ("get deploy web -o go-template={{.x", 1, "",
         "error: error parsing template {{.x, template: output:1: unclosed action\n"),
    ],
    "usage": [
        ("gte pods", 1, "", 'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n'),
        ("get pods --nosuch", 1, "", "error: unknown flag: --nosuch\nSee 'kubectl get --help' for usage.\n"),
        ("create deployment web", 1, "", 'error: required flag(s) "image" not set\n'),
        ("config nosuch", 1, "", "error: unknown command \"nosuch\"\nSee 'kubectl config -h' for help and examples\n"),
        ("get nosuch", 1, "", "error: the server doesn't have a resource type \"nosuch\"\n"),
        ("get pods a svc/b", 1, "",
         "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form"
         " (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'\n"),
        ("get all nope", 1, "", "error: you must specify only one resource\n"),
        ("delete pods", 1, "", "error: resource(s) were provided, but no name was specified\n"),
        ("apply -f nosuch.yaml", 1, "", 'error: the path "nosuch.yaml" does not exist\n'),
        ("create cm a --dry-run=maybe", 1, "",
         'error: Invalid dry-run value (maybe). Must be "none", "server", or "client".\n'),
    ],
    "wait": [
        ("create cm a", 0, "configmap/a created\n", ""),
        ("wait --for=create cm/a", 0, "configmap/a condition met\n", ""),
        ("wait --for=jsonpath={.metadata.name}=a cm/a", 0, "configmap/a condition met\n", ""),
        ("wait --for=delete cm/a --timeout=1s", 1, "", "error: timed out waiting for the condition on configmaps/a\n"),
        ("wait --for=odd cm/a", 1, "", 'error: unrecognized condition: "odd"\n'),
    ],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_story(kubectl: Any, story: str) -> None:
    for line, code, out, err in STORIES[story]:
        result = kubectl(*line.split(), stdin=SHOP)
        shown = re.sub(r"\b\d+s\b", "<age>", result.out)
        assert (line, result.code, shown, result.err) == (line, code, out, err)


def test_generators_write_what_kubectl_writes(kubectl: Any) -> None:
    result = kubectl("create", "service", "clusterip", "web", "--tcp=80:http", "--dry-run=client", "-o", "json")
    assert result.out.startswith(
        '{\n    "kind": "Service",\n    "apiVersion": "v1",\n    "metadata": {\n        "name": "web"'
    )
    assert '"targetPort": "http"' in result.out


def test_the_object_that_an_edited_configuration_names_is_patched(
    kubectl: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kubectl("create", "cm", "a")
    error = "error: no last-applied-configuration annotation found on resources, to create the annotation, use command"
    assert kubectl("apply", "edit-last-applied", "cm/a").err.startswith(error)
    kubectl("create", "cm", "b", "--save-config")
    monkeypatch.setenv("KUBE_EDITOR", "sed -i s/name:.b/name:\\ c/")
    result = kubectl("apply", "edit-last-applied", "cm/b")
    assert (result.code, result.err.splitlines()[-1]) == (1, 'Error from server (NotFound): configmaps "c" not found')


def test_a_short_name_of_several_resources_warns(kubectl: Any) -> None:
    warning = 'Warning: short name "ev" could also match lower priority resource events.events.k8s.io\n'
    result = kubectl("get", "ev")
    assert (result.code, result.err) == (0, f"{warning}No resources found in default namespace.\n")
    assert kubectl("get", "events").err == "No resources found in default namespace.\n"
