"""rollout: how the rollout of a workload goes, what came before, and back to it.

    command.py     the table of subcommands
    targets.py     the flags and objects they all take
    status.py      status
    revisions.py   the revisions of a workload: replica sets or controller revisions
    history.py     history
    undo.py        undo
    changes.py     pause, resume, restart

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/rollout, .../pkg/polymorphichelpers.
"""
