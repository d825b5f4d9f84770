"""create: from files, and one generator per kind that is often made by hand.

`command` holds the group's table of generators; a generator is a module with a COMMAND whose run makes one object of its flags
and hands it to `generating.create_object`.

To add one: a module here and its row in `command`.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create.
"""
