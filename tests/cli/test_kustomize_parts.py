"""kustomize, feature by feature: a kustomization upon the same few resources, and lines that must or must not be in the output."""

from pathlib import Path

import pytest

from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization import Build, build, build_files

_WEB = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  template:
    spec:
      containers:
      - {name: web, image: "nginx:1", args: [a], env: [{name: A, value: yes}]}
      - {name: side, image: "reg:5000/side@sha256:aa"}
"""
_SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
_FOO = (
    "apiVersion: e.com/v1\nkind: Foo\nmetadata: {name: foo}\nspec: {ref: {name: cm}, image: nginx:1, at: 2001-01-01}\n"
)
_CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: x, json: \'{"p": {"q": "r"}}\'}\n'
_PATCH = "patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: "


def place(folder: Path, kustomization: str, **files: str) -> Path:
    texts = {"d": _WEB, "s": _SERVICE, "f": _FOO, "c": _CONFIG, **files}
    (folder / "kustomization.yaml").write_text(f"resources: [d.yaml, s.yaml, f.yaml, c.yaml]\n{kustomization}\n")
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("kustomization", "expected"),
    [
        ("", '          value: "yes"'),
        ("", '  at: "2001-01-01T00:00:00Z"'),
        ("images: [{name: ng.*, newTag: '2'}]", "        image: nginx:2\n"),
        ("images: [{name: reg:5000/side, newName: x, newTag: '2'}]", "      - image: x:2\n"),
        (_PATCH + "{template: {spec: {containers: [{name: side, image: s},{name: web, $patch: replace}]}}}",
         "      - image: s\n        name: side\n      - args:\n"),
        (_PATCH + "{template: {spec: {containers: [{name: web, $patch: delete}]}}}", "      containers:\n      - image: reg"),
        ("patches: [{target: {namespace: default, kind: Foo}, patch: '[{\"op\":\"add\",\"path\":\"/spec/p\",\"value\":\"y\"}]'}]", '  p: "y"\n'),
        ("buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]\nnamePrefix: p-",
         "    alpha.config.kubernetes.io/transformations: |\n      - configuredIn: kustomization.yaml\n        configuredBy:\n"
         "          apiVersion: builtin\n          kind: PrefixTransformer\n    config.kubernetes.io/origin: |\n      path: c.yaml\n"
         "  labels:\n    app.kubernetes.io/managed-by: kustomize-v5.8.1\n"),
        ("sortOptions: {order: fifo}", "apiVersion: apps/v1"),
        ("vars: [{name: P, objref: {kind: Service, name: web, apiVersion: v1}, fieldref: {fieldPath: 'spec.ports[0].port'}}]\n"
         + _PATCH + "{template: {spec: {containers: [{name: web, args: ['$(P)', 'p=$(P)', '$(Q)']}]}}}",
         "      - args:\n        - 80\n        - p=80\n        - $(Q)\n"),
        ("namePrefix: p-\nconfigurations: [x.yaml]", "  ref:\n    name: p-cm\n"),
        ("transformers: [t.yaml]", "  image: t-nginx:1\n"),
        ("generators: [g.yaml]", "data:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: gen-"),
        ("secretGenerator: [{name: s, literals: ['k=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']}]",
         "  k: |\n    eHh4eHh4eHh4"),
        ("replacements: [{source: {kind: Service, name: web}, targets: [{select: {name: cm}, fieldPaths: [data.json.p.q]}]}]",
         '  json: \'{"p":{"q":"web"}}\'\n'),
        ("replacements: [{sourceValue: v, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=new].image'],"
         " options: {create: true}}]}]", "      - image: v\n        name: new\n"),
    ],
)  # fmt: skip
def test_features(tmp_path: Path, kustomization: str, expected: str) -> None:
    place(
        tmp_path,
        kustomization,
        x="nameReference:\n- {kind: ConfigMap, fieldSpecs: [{path: spec/ref/name, kind: Foo}]}\n",
        t="apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: t-\n"
        "fieldSpecs: [{path: spec/image, kind: Foo}]\n",
        g="apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: gen}\nliterals: [k=v]\n",
    )
    assert expected in build(str(tmp_path))


_NO_PATCH = (
    "trouble configuring builtin PatchStrategicMergeTransformer with config: `\npaths:\n- no.yaml\n`: evalsymlink"
)


@pytest.mark.parametrize(
    ("kustomization", "problem"),
    [
        ("patches: [{target: {name: '('}, patch: '[]'}]", "error parsing regexp: missing closing ): `^(?:()$`"),
        ("images: [{name: a, nope: b}]", 'invalid Kustomization: json: unknown field "nope"'),
        ("configMapGenerator: [{name: x, literals: foo}]",
         "invalid Kustomization: json: cannot unmarshal string into Go struct field"
         " ConfigMapArgs.configMapGenerator.GeneratorArgs.KvPairSources.literals of type []string"),
        ("configMapGenerator: [{name: x, literals: [a=1, a=2]}]", "configmap x illegally repeats the key `a`"),
        ("configMapGenerator: [{name: x, files: ['k=']}]",
         'loading KV pairs: file sources: [k=]: missing file path for key name "k" in source "k="'),
        ("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Component",
         "Failed to read kustomization file under {folder}:\napiVersion for Component should be kustomize.config.k8s.io/v1alpha1"),
        ("helmCharts: [{name: x}]",
         "trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\n`: must specify --enable-helm"),
        ("sortOptions: {order: up}", "the field 'sortOptions.order' must be one of [fifo, legacy]"),
        ("patchesStrategicMerge: [no.yaml]", _NO_PATCH),
        ("vars: [{name: V, objref: {kind: Service, name: none, apiVersion: v1}}]",
         "var '{V Service.v1.[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources"),
        ("validators: [v.yaml]",
         "validator shouldn't modify the resource map: id in self missing from other; id: Deployment.v1.apps/web.[noNs]"),
        ("replacements: [{source: {kind: Service, name: web}, targets: [{select: {kind: Deployment},"
         " fieldPaths: [spec.template.spec.containers.9.image]}]}]",
         'unable to find field "spec.template.spec.containers.9.image" in replacement target: index 9 specified but only 2 elements found'),
        ("configurations: [bad.yaml]", 'error unmarshaling JSON: while decoding JSON: json: unknown field "foo"'),
    ],
)  # fmt: skip
def test_complaints(tmp_path: Path, kustomization: str, problem: str) -> None:
    validator = "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: a-\nfieldSpecs: [{path: metadata/name}]\n"
    place(tmp_path, kustomization, v=validator, bad="foo: bar\n")
    with pytest.raises(Failure) as caught:
        build(str(tmp_path))
    assert caught.value.message.startswith(
        problem.format(folder=tmp_path) if "{folder}" in problem or "{{" in problem else problem
    )


def test_each_of_two_bases_keeps_its_own(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    place(base, "configMapGenerator: [{name: made, literals: [a=b]}]\n" + _PATCH
          + "{template: {spec: {volumes: [{name: v, configMap: {name: made}}]}}}")  # fmt: skip
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kustomization.yaml").write_text(f"namePrefix: {name}-\nresources: [../base]\n")
    (tmp_path / "kustomization.yaml").write_text("resources: [a, b]\n")
    (tmp_path / "a" / "kustomization.yaml").write_text("namePrefix: a-\nresources: [../base]\n")
    text = build(str(tmp_path))
    assert "          name: a-made-" in text
    assert "          name: b-made-" in text


def test_one_file_each(tmp_path: Path) -> None:
    place(tmp_path, "namespace: one")
    names = ["apps_v1_deployment_web.yaml", "e.com_v1_foo_foo.yaml", "v1_configmap_cm.yaml", "v1_service_web.yaml"]
    assert sorted(build_files(str(tmp_path), Build())) == names
