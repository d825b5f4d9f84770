"""Config maps.

Upstream: pkg/registry/core/configmap.
"""
