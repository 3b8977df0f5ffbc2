"""Which internet addresses a page may come from.

The table ships with the code, because `ipaddress.is_global` differs between Python versions. Sources: the
IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its successors), the IANA multicast
registries (RFC 5771, RFC 4291), the IPv6 address space (only 2000::/3 is allocated for global unicast), and
the instance metadata services that the cloud providers document.
"""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPAddress = IPv4Address | IPv6Address

# Some entries are reachable in principle (AS112, AMT relays); none of them serves an article.
_IPV4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "a private network",
    "100.64.0.0/10": "a carrier's shared network",
    "127.0.0.0/8": "this machine",
    "169.254.0.0/16": "the local link",
    "172.16.0.0/12": "a private network",
    "192.0.0.0/24": "protocol assignments",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "an AS112 service",
    "192.52.193.0/24": "an AMT relay",
    "192.88.99.0/24": "a 6to4 relay",
    "192.168.0.0/16": "a private network",
    "192.175.48.0/24": "an AS112 service",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved addresses",
}
_IPV6 = {
    "::/128": "this network",
    "::1/128": "this machine",
    "::/96": "an embedded IPv4 address",
    "::ffff:0:0/96": "an embedded IPv4 address",
    "::ffff:0:0:0/96": "an embedded IPv4 address",
    "64:ff9b:1::/48": "a local translation prefix",
    "100::/64": "discarded traffic",
    "100:0:0:1::/64": "a dummy prefix",
    "2001::/32": "a Teredo tunnel",
    "2001::/23": "protocol assignments",
    "2001:db8::/32": "documentation",
    "2002::/16": "a 6to4 tunnel",
    "2620:4f:8000::/48": "an AS112 service",
    "3fff::/20": "documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "a private network",
    "fe80::/10": "the local link",
    "fec0::/10": "a site-local network",
    "ff00::/8": "multicast",
}
# Credentials of the machine itself are served here. An allow-listed name must not lead here either.
_METADATA = {
    "169.254.169.254/32": "AWS, Azure, Google, Oracle, DigitalOcean and others",
    "169.254.170.2/32": "AWS container credentials",
    "169.254.170.23/32": "AWS EKS pod identity",
    "169.254.0.23/32": "Tencent",
    "168.63.129.16/32": "the Azure host agent, in public address space",
    "100.100.100.200/32": "Alibaba",
    "192.0.0.192/32": "Oracle",
    "fd00:ec2::254/128": "AWS",
    "fd00:ec2::23/128": "AWS EKS pod identity",
    "fd20:ce::254/128": "Google",
    "fd00:42::42/128": "Scaleway",
    "fe80::a9fe:a9fe/128": "OpenStack",
}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# A resolver behind NAT64 answers with this prefix for every IPv4-only site, so the address inside decides.
_NAT64 = IPv6Network("64:ff9b::/96")


@cache
def _ipv4() -> tuple[tuple[IPv4Network, str], ...]:
    return tuple((IPv4Network(network), why) for network, why in _IPV4.items())


@cache
def _ipv6() -> tuple[tuple[IPv6Network, str], ...]:
    return tuple((IPv6Network(network), why) for network, why in _IPV6.items())


@cache
def _metadata() -> frozenset[IPAddress]:
    return frozenset(ip_address(network.partition("/")[0]) for network in _METADATA)


def parse_ip(text: str) -> IPAddress | None:
    """An address from its text, with or without an IPv6 zone; None when it is none."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def why_forbidden(ip: IPAddress) -> str | None:
    """What the address is when no article can come from it; None when it is on the public internet."""
    if is_metadata(ip):
        return "a metadata service"
    if isinstance(ip, IPv4Address):
        return next((why for network, why in _ipv4() if ip in network), None)
    if ip in _NAT64:
        return why_forbidden(IPv4Address(int(ip) & 0xFFFF_FFFF))
    for network, why in _ipv6():
        if ip in network:
            return why
    return None if ip in _GLOBAL_UNICAST else "unallocated addresses"


def is_metadata(ip: IPAddress) -> bool:
    """Whether the address serves a cloud machine's own metadata, also when written inside an IPv6 address."""
    if ip in _metadata():
        return True
    return isinstance(ip, IPv6Address) and any(inner in _metadata() for inner in embedded(ip))


def embedded(ip: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that tunnels and translators would read out of an IPv6 address."""
    found: list[IPv4Address] = []
    if int(ip) >> 32 in (0, 0xFFFF, 0xFFFF_0000) or ip in _NAT64 or ip in IPv6Network("64:ff9b:1::/48"):
        found.append(IPv4Address(int(ip) & 0xFFFF_FFFF))
    if ip.sixtofour is not None:
        found.append(ip.sixtofour)
    if ip.teredo is not None:
        found.extend(ip.teredo)
    return tuple(found)
