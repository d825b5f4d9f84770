"""ip() and cidr(): addresses and networks.

Upstream: k8s.io/apiserver/pkg/cel/library/ip.go, cidr.go.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_interface
from typing import Any

from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import Opaque

_IP, _CIDR = "net.IP", "net.CIDR"
_SIZES = {4: 4, 6: 16}
# The real server says it twice.
_CIDR_FAULT = "network address parse error during conversion from string: "


class Ip(Opaque):
    __slots__ = ("address",)
    type_name = _IP

    def __init__(self, address: IPv4Address | IPv6Address) -> None:
        self.address = address

    def size(self) -> int:
        return _SIZES[self.address.version]

    def same(self, other: "Ip") -> bool:
        return self.address == other.address

    def __str__(self) -> str:
        return str(self.address)


class Cidr(Opaque):
    __slots__ = ("interface",)
    type_name = _CIDR

    def __init__(self, interface: Any) -> None:
        self.interface = interface

    def size(self) -> int:
        return _SIZES[self.interface.version]

    def same(self, other: "Cidr") -> bool:
        return bool(self.interface == other.interface)

    def __str__(self) -> str:
        return str(self.interface)


def _parse_ip(text: str) -> Ip:
    if "%" in text:
        raise EvaluationError(f'IP address "{text}" with zone value is not allowed')
    try:
        address = ip_address(text)
    except ValueError:
        reason = _address_fault(text)
        raise EvaluationError(f'IP Address "{text}" parse error during conversion from string: {reason}') from None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        raise EvaluationError(f'IPv4-mapped IPv6 address "{text}" is not allowed')
    return Ip(address)


def _parse_cidr(text: str) -> Cidr:
    _, slash, prefix = text.partition("/")
    try:
        if not slash or not prefix.isdigit() or (prefix[0] == "0" and prefix != "0") or "%" in text:
            raise ValueError("no '/'")
        interface = ip_interface(text)
    except ValueError:
        raise EvaluationError(f"{_CIDR_FAULT}{_CIDR_FAULT}{_network_fault(text)}") from None
    if isinstance(interface.ip, IPv6Address) and interface.ip.ipv4_mapped:
        raise EvaluationError(f'IPv4-mapped IPv6 address "{text}" is not allowed')
    return Cidr(interface)


def _address_fault(text: str) -> str:
    """What Go's netip.ParseAddr says of a text that is no address."""
    said = f'ParseAddr("{text}"): '
    first = next((char for char in text if char in ".:"), "")
    if first == ".":
        return said + _ipv4_fault(text)
    if first != ":":
        return f"{said}unable to parse IP"
    if ":::" in text:
        rest = text[text.index(":::") + 2 :]
        return f'{said}each colon-separated field must have at least one digit (at "{rest}")'
    return f"{said}address string too short" if text.count(":") < 7 else f"{said}trailing garbage after address"


def _ipv4_fault(text: str) -> str:
    for index, char in enumerate(text):
        if not char.isdigit() and char != ".":
            return f'unexpected character (at "{text[index:]}")'
    fields = text.split(".")
    for index, field in enumerate(fields):
        if index > 3:
            return "IPv4 address too long"
        if not field:
            rest = ".".join(fields[index:])
            return f'IPv4 field must have at least one digit (at "{rest or "."}")'
        if len(field) > 1 and field[0] == "0":
            return "IPv4 field has octet with leading zero"
        if int(field) > 255:
            return "IPv4 field has value >255"
    return "IPv4 address too short"


def _network_fault(text: str) -> str:
    said, (address, slash, bits) = f'netip.ParsePrefix("{text}"): ', text.rpartition("/")
    if not slash:
        return f"{said}no '/'"
    if not _is_ip(address):
        return said + _address_fault(address)
    if not bits.isdigit() or (bits[0] == "0" and bits != "0"):
        return f'{said}bad bits after slash: "{bits}"'
    return f"{said}prefix length out of range"


def _is_ip(text: str) -> bool:
    try:
        _parse_ip(text)
    except EvaluationError:
        return False
    return True


def _is_cidr(text: str) -> bool:
    try:
        _parse_cidr(text)
    except EvaluationError:
        return False
    return True


def _is_canonical(text: str) -> bool:
    return str(_parse_ip(text)) == text


def _is_link_local_multicast(ip: Ip) -> bool:
    packed = ip.address.packed
    return packed[:3] == b"\xe0\x00\x00" if ip.address.version == 4 else packed[0] == 0xFF and packed[1] & 0x0F == 2


def _is_global_unicast(ip: Ip) -> bool:
    address = ip.address
    broadcast = ip.address.version == 4 and int(address) == 0xFFFFFFFF
    special = address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local
    return not (broadcast or special)


def _contains_ip(cidr: Cidr, other: Ip | str) -> bool:
    ip = _parse_ip(other) if isinstance(other, str) else other
    return bool(ip.address.version == cidr.interface.version and ip.address in cidr.interface.network)


def _contains_cidr(cidr: Cidr, other: Cidr | str) -> bool:
    inner = _parse_cidr(other) if isinstance(other, str) else other
    outer: Any = cidr.interface.network
    network: Any = inner.interface.network
    return outer.version == network.version and bool(network.subnet_of(outer))


def _masked(cidr: Cidr) -> Cidr:
    return Cidr(ip_interface(str(cidr.interface.network)))


def _prefix_length(cidr: Cidr) -> int:
    network: IPv6Network = cidr.interface.network
    return network.prefixlen


ROWS = (
    ("ip", "string_to_ip", f"(string) -> {_IP}", _parse_ip),
    ("family", "ip_family", f"{_IP}.() -> int", lambda ip: ip.address.version),
    ("ip.isCanonical", "ip_is_canonical", "(string) -> bool", _is_canonical),
    ("isUnspecified", "ip_is_unspecified", f"{_IP}.() -> bool", lambda ip: ip.address.is_unspecified),
    ("isLoopback", "ip_is_loopback", f"{_IP}.() -> bool", lambda ip: ip.address.is_loopback),
    ("isLinkLocalMulticast", "ip_is_link_local_multicast", f"{_IP}.() -> bool", _is_link_local_multicast),
    ("isLinkLocalUnicast", "ip_is_link_local_unicast", f"{_IP}.() -> bool", lambda ip: ip.address.is_link_local),
    ("isGlobalUnicast", "ip_is_global_unicast", f"{_IP}.() -> bool", _is_global_unicast),
    ("isIP", "is_ip", "(string) -> bool", _is_ip),
    ("string", "ip_to_string", f"({_IP}) -> string", str),
    ("cidr", "string_to_cidr", f"(string) -> {_CIDR}", _parse_cidr),
    ("containsIP", "cidr_contains_ip_string", f"{_CIDR}.(string) -> bool", _contains_ip),
    ("containsIP", "cidr_contains_ip_ip", f"{_CIDR}.({_IP}) -> bool", _contains_ip),
    ("containsCIDR", "cidr_contains_cidr_string", f"{_CIDR}.(string) -> bool", _contains_cidr),
    ("containsCIDR", "cidr_contains_cidr", f"{_CIDR}.({_CIDR}) -> bool", _contains_cidr),
    ("ip", "cidr_ip", f"{_CIDR}.() -> {_IP}", lambda cidr: Ip(cidr.interface.ip)),
    ("prefixLength", "cidr_prefix_length", f"{_CIDR}.() -> int", _prefix_length),
    ("masked", "cidr_masked", f"{_CIDR}.() -> {_CIDR}", _masked),
    ("isCIDR", "is_cidr", "(string) -> bool", _is_cidr),
    ("string", "cidr_to_string", f"({_CIDR}) -> string", str),
)
