"""Addresses that are taken, one object each, named by the address.

Upstream: pkg/registry/networking/ipaddress.
"""

from pykubectl.kinds.networking import address_validation

NAME = "ip"

validate = address_validation.validate_ip_address
