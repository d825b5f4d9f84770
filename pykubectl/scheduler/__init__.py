"""The scheduler: finds a node for every pod that has none.

Upstream: pkg/scheduler.
"""
