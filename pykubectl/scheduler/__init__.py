"""The scheduler: finds a node for every pod that has none.

    loop.py         the queue: most important first; what wakes a pod that waits
    cycle.py        filter, score, pick; the words of FailedScheduling
    batch.py        many identical pods share one pass over the nodes
    preemption.py   whom a more important pod may push out
    snapshot.py     nodes with what is on them, kept up to date from the change log
    plugins/        one module per plugin, in the order of the real one's defaults

Where several nodes are best, the real scheduler draws one; so does this, with the world's dice.

Upstream: pkg/scheduler.
"""
