"""The simulated network: who has which address.

Upstream: pkg/controller/nodeipam, cni host-local.
"""
