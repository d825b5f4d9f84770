"""Addresses that are taken, one object each, named by the address.

Upstream: pkg/registry/networking/ipaddress.
"""

NAME = "ip"
