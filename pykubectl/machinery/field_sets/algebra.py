"""What can be done with field sets: union, intersection, differences, leaves, paths.

An element is a member of its set by itself, whatever is inside it: taking `.spec` away leaves `.spec.replicas`, but for the
recursive difference, which takes all that is inside too.

Upstream: structured-merge-diff/fieldpath/set.go.
"""

from collections.abc import Iterator

from pykubectl.machinery.field_sets import MEMBER, FieldSet, Path
from pykubectl.machinery.field_sets.elements import order


def has(fields: FieldSet, path: Path) -> bool:
    tree = fields
    for element in path:
        if element not in tree:
            return False
        tree = tree[element]
    return bool(path) and is_member(tree)


def is_member(tree: FieldSet) -> bool:
    """Whether the element that this tree stands below is owned itself."""
    return not tree or MEMBER in tree


def union(one: FieldSet, two: FieldSet) -> FieldSet:
    if not one or not two:
        return one or two
    return _joined(one, two)


def _joined(one: FieldSet, two: FieldSet) -> FieldSet:
    if not one or not two:
        tree = one or two
        return tree if not tree or MEMBER in tree else {MEMBER: {}, **tree}
    found = dict(one)
    for element, tree in two.items():
        mine = found.get(element)
        found[element] = tree if mine is None else _joined(mine, tree)
    return found


def intersection(one: FieldSet, two: FieldSet) -> FieldSet:
    found = {}
    for element in one.keys() & two.keys():
        tree = _shared(one[element], two[element])
        if tree is not None:
            found[element] = tree
    return found


def _shared(one: FieldSet, two: FieldSet) -> FieldSet | None:
    inside = intersection(one, two)
    inside.pop(MEMBER, None)
    return _tree(inside, member=is_member(one) and is_member(two))


def difference(one: FieldSet, two: FieldSet) -> FieldSet:
    found = {}
    for element, tree in one.items():
        other = two.get(element)
        left = tree if other is None else _left(tree, other)
        if left is not None:
            found[element] = left
    return found


def _left(one: FieldSet, two: FieldSet) -> FieldSet | None:
    inside = difference(one, two)
    inside.pop(MEMBER, None)
    return _tree(inside, member=is_member(one) and not is_member(two))


def recursive_difference(one: FieldSet, two: FieldSet) -> FieldSet:
    """Also without all that is inside the members of `two`."""
    found = {}
    for element, tree in one.items():
        other = two.get(element)
        if other is None:
            found[element] = tree
        elif not is_member(other):
            inside = recursive_difference(tree, other)
            inside.pop(MEMBER, None)
            left = _tree(inside, member=is_member(tree))
            if left is not None:
                found[element] = left
    return found


def leaves(fields: FieldSet) -> FieldSet:
    """The members that nothing inside is owned of."""
    return {element: leaves(tree) for element, tree in fields.items() if element != MEMBER}


def paths(fields: FieldSet) -> Iterator[Path]:
    """Every member: those of a level before what is inside them, each level in order."""
    yield from _paths(fields, ())


def _paths(tree: FieldSet, prefix: Path) -> Iterator[Path]:
    elements = sorted((element for element in tree if element != MEMBER), key=order)
    for element in elements:
        if is_member(tree[element]):
            yield (*prefix, element)
    for element in elements:
        yield from _paths(tree[element], (*prefix, element))


def _tree(inside: FieldSet, *, member: bool) -> FieldSet | None:
    """The tree of an element; None when there is no member in it."""
    if not inside:
        return {} if member else None
    return {MEMBER: {}, **inside} if member else inside
