"""set: changes one feature of objects that have pod templates, selectors or subjects.

    command.py     the table of subcommands
    pod_specs.py   where the pod spec of an object is, and which of its containers are meant

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set.
"""
