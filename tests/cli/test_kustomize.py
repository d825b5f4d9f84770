"""kustomize: what directories stand for; all outputs are kubectl's."""

from pathlib import Path

import pytest

from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization import build

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"
POD = """apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: a
    image: nginx:1
    envFrom: [{configMapRef: {name: made}}]
"""


def built(tmp_path: Path, kustomization: str, *manifests: str) -> str:
    (tmp_path / "kustomization.yaml").write_text(kustomization)
    for number, text in enumerate(manifests):
        (tmp_path / f"{number}.yaml").write_text(text)
    return build(str(tmp_path))


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ("namePrefix: x-\nnameSuffix: -y", ["  name: x-c-y"]),
        ("namespace: ns", ["  namespace: ns"]),
        ("commonAnnotations: {note: v}", ["  annotations:", "    note: v"]),
        ("labels: [{pairs: {l: v}}]", ["  labels:", "    l: v"]),
        ("patches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: null, z: w}}'}]", ["  z: w"]),
        ("patches: [{target: {kind: Config.*}, patch: '[{\"op\":\"add\",\"path\":\"/data/z\",\"value\":\"w\"}]'}]", ["  z: w"]),
        (
            "replacements: [{source: {kind: ConfigMap, fieldPath: metadata.name},"
            " targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a]}]}]",
            ["  a: c"],
        ),
    ],
)  # fmt: skip
def test_changes(tmp_path: Path, change: str, lines: list[str]) -> None:
    text = built(tmp_path, f"resources: [0.yaml]\n{change}\n", CONFIG)
    assert set(lines) <= set(text.splitlines())


def test_references_follow_names_and_hashes(tmp_path: Path) -> None:
    text = built(
        tmp_path,
        "resources: [0.yaml]\nnamePrefix: x-\nconfigMapGenerator: [{name: made, literals: [a=1]}]\n"
        "images: [{name: nginx, newTag: '2'}]\n",
        POD,
    )
    name = next(line.split()[1] for line in text.splitlines() if line.startswith("  name: x-made-"))
    assert f"        name: {name}" in text
    assert "image: nginx:2" in text


def test_the_hash_is_kustomizes(tmp_path: Path) -> None:
    assert "name: empty-6ct58987ht\n" in built(tmp_path, "configMapGenerator: [{name: empty}]\n")


def test_new_items_of_merged_lists_come_first(tmp_path: Path) -> None:
    patch = POD.replace("nginx:1", "new").replace("name: a", "name: b")
    text = built(tmp_path, "resources: [0.yaml]\npatches: [{path: 1.yaml}]\n", POD, patch)
    assert text.index("name: b\n") < text.index("name: a\n")


def test_overlays_find_what_bases_have_renamed(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    (base / "kustomization.yaml").write_text("resources: [c.yaml]\nnamePrefix: x-\n")
    (base / "c.yaml").write_text(CONFIG)
    text = built(tmp_path, "resources: [base]\nnamePrefix: y-\npatches: [{path: 0.yaml}]\n", CONFIG.replace("b}", "z}"))
    assert "name: y-x-c\n" in text
    assert "a: z\n" in text


@pytest.mark.parametrize(
    ("kustomization", "message"),
    [
        ("resource: [a]\n", 'invalid Kustomization: json: unknown field "resource"'),
        ("kind: Kustomization\n", "kustomization.yaml is empty"),
        ("namespace: 5\n", "invalid Kustomization: json: cannot unmarshal number into Go struct field"),
        ("resources: [0.yaml, 0.yaml]\n", "may not add resource with an already registered id: ConfigMap.v1.[noGrp]/c.[noNs]"),
        ("configMapGenerator: [{name: a, literals: [a]}]\n", "loading KV pairs: literal sources [a]: invalid literal source a"),
        ("resources: [0.yaml]\nreplicas: [{name: x, count: 3}]\n", "resource with name x does not match a config"),
        ("resources: [0.yaml]\npatches: [{patch: garbage}]\n", "unable to parse SM or JSON patch"),
        ("resources: [../outside.yaml]\n", "security; file"),
    ],
)  # fmt: skip
def test_errors(tmp_path: Path, kustomization: str, message: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.yaml").write_text(CONFIG)
    with pytest.raises(Failure) as caught:
        built(inside, kustomization, CONFIG)
    assert message in caught.value.message
