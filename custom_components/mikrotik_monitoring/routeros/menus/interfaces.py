"""The menus of interfaces, radios and modems included."""

from typing import Final

from .menu import MenuFacts, both, menu

_FLAGS: Final = "running disabled"

INTERFACES: Final[tuple[MenuFacts, ...]] = (
    menu(
        "/interface",
        octets="rx-byte tx-byte fp-rx-byte fp-tx-byte",
        counters=(
            "rx-packet tx-packet rx-error tx-error rx-drop tx-drop tx-queue-drop link-downs"
            " fp-rx-packet fp-tx-packet"
        ),
        numbers="actual-mtu l2mtu max-l2mtu",
        flags=f"{_FLAGS} slave dynamic inactive",
        texts=(
            "name default-name type mtu mac-address comment last-link-up-time last-link-down-time"
        ),
    ),
    menu(
        "/interface/ethernet",
        octets="rx-bytes tx-bytes driver-rx-byte driver-tx-byte",
        counters=(
            "rx-fcs-error tx-fcs-error rx-overflow rx-fragment rx-jabber rx-too-short rx-too-long"
            " rx-pause tx-pause rx-broadcast tx-broadcast rx-multicast tx-multicast rx-unicast"
            " tx-unicast rx-error-events rx-drop tx-drop tx-collision tx-late-collision"
            " tx-excessive-collision tx-multiple-collision tx-single-collision tx-underrun"
            " driver-rx-packet driver-tx-packet rx-64 rx-65-127 rx-128-255 rx-256-511 rx-512-1023"
            " rx-1024-1518 rx-1519-max tx-64 tx-65-127 tx-128-255 tx-256-511 tx-512-1023"
            " tx-1024-1518 tx-1519-max"
        ),
        numbers="mtu l2mtu",
        flags=f"{_FLAGS} slave auto-negotiation",
        texts="name default-name mac-address comment speed",
    ),
    menu(
        "/interface/ethernet/switch",
        octets="rx-bytes tx-bytes driver-rx-byte driver-tx-byte",
        counters="rx-fcs-error rx-overflow rx-drop tx-drop tx-queue-drop",
        texts="name type",
    ),
    menu(
        "/interface/ethernet/switch/port",
        octets="rx-bytes tx-bytes driver-rx-byte driver-tx-byte",
        counters=(
            "rx-packet tx-packet rx-unicast tx-unicast rx-broadcast tx-broadcast rx-multicast"
            " tx-multicast rx-pause tx-pause rx-control tx-control rx-drop tx-drop tx-queue-drop"
            " rx-fcs-error rx-align-error rx-code-error rx-carrier-error rx-length-error"
            " rx-overflow rx-fragment rx-jabber rx-too-short rx-too-long rx-unknown-op"
            " tx-fcs-error tx-fragment tx-jabber tx-too-short tx-too-long tx-underrun tx-deferred"
            " tx-excessive-deferred tx-collision tx-late-collision tx-excessive-collision"
            " tx-multiple-collision tx-single-collision tx-total-collision"
        ),
        texts="name switch",
    ),
    menu(
        "/interface/ethernet/poe",
        numbers="poe-priority",
        texts="name poe-out poe-voltage",
    ),
    menu(
        "/interface/bridge",
        numbers="actual-mtu l2mtu",
        flags=f"{_FLAGS} vlan-filtering fast-forward",
        texts="name protocol-mode mac-address comment",
    ),
    menu(
        "/interface/bridge/port",
        counters="topology-changes tx-bpdu rx-bpdu tx-tc rx-tc forward-transitions",
        numbers="path-cost actual-path-cost root-path-cost pvid",
        durations="last-topology-change",
        flags="disabled inactive dynamic learning forwarding edge-port hw-offload",
        texts="interface bridge status role comment",
    ),
    menu(
        "/interface/bridge/host",
        flags="local dynamic external invalid",
        texts="mac-address interface on-interface bridge vid",
    ),
    menu("/interface/bonding", flags=_FLAGS, texts="name mode slaves comment"),
    menu(
        "/interface/vlan",
        numbers="vlan-id mtu l2mtu",
        flags=_FLAGS,
        texts="name interface comment",
    ),
    menu(
        "/interface/vrrp",
        numbers="vrid priority",
        flags=f"{_FLAGS} master backup failure invalid",
        texts="name interface comment",
    ),
    menu(
        "/interface/wireguard",
        numbers="mtu listen-port",
        flags=_FLAGS,
        texts="name public-key comment",
    ),
    menu(
        "/interface/wireguard/peers",
        octets="rx tx",
        durations="last-handshake persistent-keepalive",
        flags="disabled dynamic",
        texts=(
            "name comment interface public-key allowed-address current-endpoint-address"
            " endpoint-address"
        ),
    ),
    menu("/interface/pppoe-client", flags=f"{_FLAGS} invalid", texts="name interface comment"),
    menu("/interface/l2tp-client", flags=_FLAGS, texts="name connect-to comment"),
    menu("/interface/sstp-client", flags=_FLAGS, texts="name connect-to comment"),
    menu("/interface/ovpn-client", flags=_FLAGS, texts="name connect-to comment"),
    menu(
        "/interface/pppoe-server",
        numbers="mtu",
        durations="uptime",
        flags=f"{_FLAGS} dynamic",
        texts="name service encoding comment",
    ),
    menu("/interface/eoip", numbers="tunnel-id", flags=_FLAGS, texts="name remote-address comment"),
    menu("/interface/gre", flags=_FLAGS, texts="name remote-address comment"),
    menu("/interface/ipip", flags=_FLAGS, texts="name remote-address comment"),
    menu("/interface/lte", numbers="mtu", flags=_FLAGS, texts="name default-name comment"),
    menu(
        "/interface/w60g",
        counters=(
            "rx-mpdu-crc-err rx-mpdu-crc-ok rx-ppdu tx-mpdu-retry tx-mpdu-total tx-ppdu"
            " beamforming-event"
        ),
        flags=_FLAGS,
        texts="name default-name mode frequency region comment",
    ),
    menu(
        "/interface/w60g/station",
        counters="beamforming-event",
        flags=_FLAGS,
        texts="name parent comment",
    ),
    menu(
        "/interface/wifi",
        flags=f"{_FLAGS} master dynamic bound inactive",
        texts="name default-name radio-mac cap configuration.mode comment",
    ),
    menu(
        "/interface/wifi/registration-table",
        numbers="signal vlan-id",
        octets=both("bytes"),
        counters=both("packets"),
        bit_rates="tx-rate rx-rate tx-bits-per-second rx-bits-per-second",
        durations="uptime last-activity",
        flags="authorized",
        texts="interface ssid mac-address band auth-type",
    ),
    menu(
        "/interface/wifi/capsman/remote-cap",
        durations="uptime",
        texts="identity address base-mac board-name version state",
    ),
    menu(
        "/interface/wifiwave2/registration-table",
        numbers="signal",
        octets=both("bytes"),
        counters=both("packets"),
        bit_rates="tx-rate rx-rate",
        durations="uptime",
        flags="authorized",
        texts="interface ssid mac-address",
    ),
    menu(
        "/interface/wireless",
        flags=_FLAGS,
        texts="name default-name ssid mode band channel-width frequency radio-name comment",
    ),
    menu(
        "/interface/wireless/registration-table",
        numbers=(
            "signal-strength signal-to-noise tx-signal-strength tx-ccq rx-ccq distance"
            " p-throughput signal-strength-ch0 signal-strength-ch1"
        ),
        octets=both("bytes frame-bytes hw-frame-bytes"),
        counters=both("packets frames hw-frames"),
        bit_rates="tx-rate rx-rate",
        durations="uptime last-activity",
        flags="ap wds bridge authenticated",
        texts="interface mac-address radio-name comment",
    ),
    menu(
        "/caps-man/registration-table",
        numbers="rx-signal",
        octets=both("bytes"),
        counters=both("packets"),
        bit_rates="tx-rate rx-rate",
        durations="uptime",
        texts="interface ssid mac-address comment",
    ),
    menu(
        "/caps-man/interface",
        numbers="current-registered-clients current-authorized-clients",
        flags="running master bound disabled inactive",
        texts="name current-state current-channel",
    ),
    menu(
        "/caps-man/radio",
        flags="provisioned local",
        texts="interface remote-cap-name remote-cap-identity",
    ),
    menu("/caps-man/remote-cap", texts="name identity address board version state base-mac"),
)
