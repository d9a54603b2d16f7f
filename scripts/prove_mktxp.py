"""Run every collector of mktxp once against one router, and print the result as JSON.

It runs in a separate Python, with mktxp installed and without this project:
`prove_mktxp.py HOST PORT USER PASSWORD PLAIN-LOGIN`.
"""

from collections import Counter
from contextlib import redirect_stdout
import io
import json
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from mktxp.cli.config import CustomConfig, config_handler
from mktxp.flow.collector_handler import CollectorHandler
from mktxp.flow.collector_registry import CollectorRegistry
from mktxp.flow.router_entries_handler import RouterEntriesHandler

# Every option of a router's entry that enables a collector.
_ON = """
address_list address_list_entries bfd bgp bridge_vlan capsman capsman_clients certificate
connection_stats connection_stats_destinations connections container dhcp dhcp_lease dns eoip
firewall gre health installed_packages interface ipip ipsec ipv6_firewall ipv6_neighbor ipv6_pool
ipv6_route kid_control_assigned kid_control_dynamic lte monitor neighbor netwatch poe pool public_ip
queue route routerboard routing_stats switch_port total_address_list_counts
ipv6_total_address_list_counts user w60g wireguard_peers wireless wireless_clients
"""
_ROUTER = """
[router]
    enabled = True
    hostname = {host}
    port = {port}
    username = {user}
    password = {password}
    plaintext_login = {plain}
    use_ssl = False
    check_for_updates = False
    address_list = blocked
    ipv6_address_list = blocked
{switches}
"""
_SYSTEM = """
[MKTXP]
    listen = '127.0.0.1:0'
    socket_timeout = 30
    bandwidth = False
    fetch_routers_in_parallel = False
    verbose_mode = False
    minimal_collect_interval = 0
"""


def collect(folder: Path) -> dict[str, int]:
    """Return how many samples of each metric the collectors got from the configured router."""
    config_handler(CustomConfig(str(folder)))
    samples: Counter[str] = Counter()
    for family in CollectorHandler(RouterEntriesHandler(), CollectorRegistry()).collect():
        samples[family.name] += len(family.samples)
    return dict(samples)


def main(arguments: list[str]) -> None:
    """Write the configuration, collect, and print what was found and the warnings."""
    host, port, user, password, plain = arguments
    said = io.StringIO()
    with TemporaryDirectory() as name:
        folder = Path(name)
        switches = "\n".join(f"    {one} = True" for one in _ON.split() if one != "address_list")
        text = _ROUTER.format(
            host=host, port=port, user=user, password=password, plain=plain, switches=switches
        )
        (folder / "mktxp.conf").write_text(text)
        (folder / "_mktxp.conf").write_text(_SYSTEM)
        with redirect_stdout(said):
            found = collect(folder)
    wrong = ("Error", "Exception", "Hit ", "has failed")
    lines = said.getvalue().splitlines()
    complaints = [line for line in lines if any(word in line for word in wrong)]
    print(json.dumps({"found": found, "complaints": complaints}))


if __name__ == "__main__":
    main(sys.argv[1:])
