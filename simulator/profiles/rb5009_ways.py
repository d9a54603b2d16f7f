"""How the home office reaches the internet and the office: a lease, IP Cloud and WireGuard."""

from ..profile import Growing, Recurring, Row

WAYS: dict[str, tuple[Row, ...]] = {
    "/interface/wireguard/peers": (
        {
            "interface": "wg-office",
            "name": "office",
            "public-key": "0FficeRouterxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
            "endpoint-address": "office.example",
            "endpoint-port": "13231",
            "current-endpoint-address": "198.51.100.40",
            "current-endpoint-port": "13231",
            "allowed-address": "10.40.0.0/16",
            "persistent-keepalive": "25s",
            "last-handshake": Recurring(47, 120),
            "rx": Growing(1_904_118_220, 60_000),
            "tx": Growing(610_044_119, 36_000),
            "disabled": "false",
        },
    ),
    "/ip/cloud": (
        {
            "ddns-enabled": "auto",
            "ddns-update-interval": "none",
            "update-time": "true",
            "public-address": "203.0.113.77",
            "public-address-ipv6": "2001:db8:9::1",
            "dns-name": "hf609amr21k.sn.mynetname.net",
            "status": "updated",
        },
    ),
    "/ip/dhcp-client": (
        {
            "interface": "ether1",
            "add-default-route": "yes",
            "default-route-distance": "1",
            "use-peer-dns": "true",
            "use-peer-ntp": "true",
            "status": "bound",
            "address": "203.0.113.77/24",
            "gateway": "203.0.113.1",
            "dhcp-server": "203.0.113.1",
            "primary-dns": "203.0.113.1",
            "expires-after": "9h12m41s",
            "dynamic": "false",
            "invalid": "false",
            "disabled": "false",
        },
    ),
}
