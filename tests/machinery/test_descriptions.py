"""What the index of descriptions and the table of enumerations know."""

import pytest

from pykubectl.machinery.descriptions import description_of, field_descriptions
from pykubectl.machinery.enumerations import types, values_of
from pykubectl.machinery.schema import definition, has_definition

CORE = "io.k8s.api.core.v1."


def test_descriptions() -> None:
    assert description_of(f"{CORE}ConfigMap") == "ConfigMap holds configuration data for pods to consume."
    assert field_descriptions(f"{CORE}ResourceRequirements")["limits"].startswith("Limits describes the maximum")
    assert description_of("io.k8s.apimachinery.pkg.apis.meta.v1.Time").startswith("Time is a wrapper")
    assert (description_of("io.k8s.Nothing"), dict(field_descriptions("io.k8s.Nothing"))) == ("", {})


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("PodSpec", "restartPolicy", ("Always", "Never", "OnFailure")),
        ("HostPathVolumeSource", "type", ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")),
        ("PodSpec", "nodeName", ()),
    ],
)  # fmt: skip
def test_enumerations(name: str, field: str, values: tuple[str, ...]) -> None:
    assert values_of(CORE + name, field) == values


def test_enumerations_are_of_fields_that_exist() -> None:
    signals = values_of(f"{CORE}Lifecycle", "stopSignal")
    assert (signals[0], signals[-1], len(set(signals))) == ("SIGABRT", "SIGXFSZ", len(signals))
    places = [place for _, fields in types() for place in fields]
    assert len(places) == len(set(places))
    for name, field in places:
        assert has_definition(name), name
        found = definition(name).field(field)
        assert found is not None, (name, field)
        assert found.type == "string", (name, field)


def test_descriptions_of_enumerations_end_with_their_words() -> None:
    for words, fields in types():
        for name, field in fields:
            listed = field_descriptions(name)[field].partition("Possible enum values:\n")[2].split("\n")
            assert [line.split('"')[1] for line in listed] == list(words), (name, field)
