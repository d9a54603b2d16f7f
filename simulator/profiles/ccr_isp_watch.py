"""The provider's Netwatch hosts, with a test of each type that RouterOS 7 has."""

from ..profile import Growing, Row, Trip


def _watch(name: str, host: str, kind: str, **told: str | Trip) -> Row:
    """Return the row of a host that is up."""
    return {
        "name": name,
        "host": host,
        "type": kind,
        "interval": "10s",
        "status": "up",
        "since": "2026-08-14 01:02:40",
        "done-tests": Growing(91_240, 0.1),
        "failed-tests": "2",
        **{field.replace("_", "-"): value for field, value in told.items()},
    }


WATCHED = (
    _watch("RADIUS", "10.10.0.11", "icmp", loss_percent="0", rtt_avg=Trip(0.0004)),
    _watch("Cache", "10.10.0.13", "icmp", loss_percent="0", rtt_avg=Trip(0.0003)),
    _watch("Mail", "10.10.0.25", "tcp-conn", port="25", tcp_connect_time=Trip(0.0008)),
    _watch(
        "Portal",
        "10.10.0.80",
        "https-get",
        port="443",
        http_status_code="200",
        http_resp_time=Trip(0.031),
    ),
    {
        **_watch("Status page", "10.10.0.81", "http-get", port="80", http_status_code="503"),
        "http-resp-time": Trip(0.0042),
        "status": "down",
    },
    _watch("Names", "provider.example", "dns", record_type="A", dns_server="10.10.0.53"),
)
