"""The default settings of a router: each menu of one row has that row.

They are as RouterOS ships them, before any default configuration, with the names of each version.
"""

from collections.abc import Iterator
import shlex

from ..device import Device
from ..table import Record, Rows, Singleton, Table
from ..version import Version
from .menu import ANCIENT, FUTURE

_V7 = Version(7)
_DOH = Version(6, 47)

type _Lines = tuple[tuple[Version, Version, str], ...]

# A menu and its fields, one menu a line; several lines of a version for one menu make one row.
_SINGLES: _Lines = (
    (
        ANCIENT,
        FUTURE,
        """
/interface/bridge/settings use-ip-firewall=false use-ip-firewall-for-vlan=false \
use-ip-firewall-for-pppoe=false allow-fast-path=true bridge-fast-path-active=true
/interface/ethernet/switch/l3hw-settings ipv6-hw=false icmp-reply-on-error=true
/interface/ethernet/switch/l3hw-settings/advanced route-queue-limit-high=256 state=ok
/interface/l2tp-server/server enabled=false max-mtu=1450 max-mru=1450 mrru=disabled \
authentication=pap,chap,mschap1,mschap2 default-profile=default-encryption use-ipsec=no \
ipsec-secret=""
/interface/pptp-server/server enabled=false max-mtu=1450 max-mru=1450 mrru=disabled \
authentication=mschap1,mschap2 keepalive-timeout=30 default-profile=default-encryption
/interface/sstp-server/server enabled=false port=443 authentication=pap,chap,mschap1,mschap2 \
certificate=none verify-client-certificate=false tls-version=any
/interface/wifi/cap enabled=no
/interface/wifi/capsman enabled=no interfaces="" ca-certificate="" certificate=""
/caps-man/manager enabled=false certificate=none ca-certificate=none upgrade-policy=none
/container/config registry-url="" tmpdir="" username=""
/disk/settings auto-smb-sharing=false auto-media-sharing=false
/ip/dhcp-server/config store-leases-disk=5m
/ip/dns servers="" dynamic-servers="" allow-remote-requests=false max-udp-packet-size=4096 \
query-server-timeout=2s query-total-timeout=10s cache-size=2048 cache-max-ttl=1w cache-used=48
/ip/ipsec/settings accounting=true interim-update=0s xauth-use-radius=false
/ip/ipsec/statistics in-errors=0 in-buffer-errors=0 in-header-errors=0 in-no-states=0 \
in-state-protocol-errors=0 in-state-mode-errors=0 in-state-sequence-errors=0 in-state-expired=0 \
in-state-mismatches=0 in-state-invalid=0 in-template-mismatches=0 in-no-policies=0 \
in-policy-blocked=0 in-policy-errors=0 out-errors=0 out-bundle-errors=0 out-no-states=0 \
out-state-protocol-errors=0 out-state-expired=0 out-policy-blocked=0 out-policy-dead=0
/ip/nat-pmp enabled=false
/ip/neighbor/discovery-settings protocol=cdp,lldp,mndp
/ip/proxy enabled=false src-address=:: port=8080 anonymous=false parent-proxy=:: \
cache-administrator=webmaster max-client-connections=600 max-server-connections=600
/ip/service/webserver webfig-plain=true webfig-secure=true rest-plain=true rest-secure=true
/ip/settings ip-forward=true send-redirects=true accept-source-route=false \
accept-redirects=false secure-redirects=true rp-filter=no tcp-syncookies=false \
max-neighbor-entries=8192 arp-timeout=30s icmp-rate-limit=10 allow-fast-path=true \
ipv4-fast-path-active=false
/ip/socks enabled=false port=1080 connection-idle-timeout=2m max-connections=200
/ip/ssh strong-crypto=false forwarding-enabled=no host-key-size=2048
/ip/traffic-flow enabled=false interfaces=all cache-entries=4k active-flow-timeout=30m \
inactive-flow-timeout=15s
/ip/upnp enabled=false allow-disable-external-interface=false show-dummy-rule=true
/ipv6/settings forward=true accept-redirects=yes-if-forwarding-disabled \
accept-router-advertisements=yes-if-forwarding-disabled max-neighbor-entries=8192
/ppp/aaa use-radius=false accounting=true interim-update=0s
/radius/incoming accept=false port=3799
/routing/settings single-process=false connected-in-chain="" dynamic-in-chain=""
/snmp enabled=false contact="" location="" engine-id="" trap-target="" trap-version=1 \
trap-generators=temp-exception trap-interfaces=""
/system/gps port=serial0 channel=0 init-string="" init-channel=0 gps-antenna-select=internal \
set-system-time=false enabled=true
/system/note show-at-login=true note=""
/system/routerboard/settings auto-upgrade=false boot-device=nand-if-fail-then-ethernet \
boot-protocol=bootp force-backup-booter=false protected-routerboot=disabled
/system/watchdog watch-address=none watchdog-timer=true ping-start-after-boot=5m \
ping-timeout=1m automatic-supout=true auto-send-supout=false
/tool/bandwidth-server enabled=true authenticate=true allocate-udp-ports-from=2000 \
max-sessions=100
/tool/mac-server allowed-interface-list=all
/tool/mac-server/mac-winbox allowed-interface-list=all
/tool/mac-server/ping enabled=true
/tool/romon enabled=false id=00:00:00:00:00:00 secrets=""
/tool/sms port=none channel=0 receive-enabled=false secret="" allowed-number=""
/tool/sniffer only-headers=false memory-limit=100 memory-scroll=true file-name="" file-limit=1000 \
streaming-enabled=false running=false
/user/aaa use-radius=false accounting=true interim-update=0s default-group=read exclude-groups=""
/user-manager enabled=false authentication-port=1812 accounting-port=1813 certificate=none \
use-profiles=false require-message-auth=yes-for-request-resp
/user-manager/advanced paypal-allow=false paypal-user="" paypal-password="" \
paypal-signature="" paypal-currency=USD paypal-accept-pending=false paypal-use-sandbox=false \
web-private-username="" web-private-password=""
/user-manager/database db-path=/user-manager5 db-size=49152 free-disk-space=33554432
/user/settings minimum-password-length=0 minimum-categories=0
""",
    ),
    (
        _V7,
        FUTURE,
        """
/interface/detect-internet detect-interface-list=none lan-interface-list=none \
wan-interface-list=none internet-interface-list=none
/ip/neighbor/discovery-settings discover-interface-list=static lldp-med-net-policy-vlan=disabled
/ip/socks version=4 auth-method=none
/ip/ssh host-key-type=rsa
/ipv6/settings disable-ipv6=false
/system/device-mode mode=advanced flagging-enabled=true flagged=false attempt-count=0 \
scheduler=true socks=true fetch=true pptp=true l2tp=true bandwidth-test=true traffic-gen=false \
sniffer=true ipsec=true romon=true proxy=true hotspot=true smb=true email=true zerotier=true \
container=false
/system/ntp/client enabled=false mode=unicast servers="" vrf=main freq-drift=0 status=stopped
/system/ntp/server enabled=false broadcast=false multicast=false manycast=false vrf=main \
use-local-clock=false local-clock-stratum=5
""",
    ),
    (
        ANCIENT,
        _V7,
        """
/ip/neighbor/discovery-settings discover-interface-list=!dynamic
/system/ntp/client enabled=false primary-ntp=0.0.0.0 secondary-ntp=0.0.0.0 server-dns-names="" \
mode=unicast
/system/ntp/server enabled=false broadcast=false multicast=false manycast=true
""",
    ),
    (_DOH, FUTURE, "/ip/dns use-doh-server='' verify-doh-cert=false"),
    (Version(7, 7), FUTURE, "/ip/neighbor/discovery-settings mode=tx-and-rx"),
    (
        ANCIENT,
        Version(7, 12),
        "/tool/e-mail address=0.0.0.0 port=25 tls=false from=<> user='' password=''",
    ),
    (
        Version(7, 12),
        FUTURE,
        "/tool/e-mail server=0.0.0.0 port=25 tls=no from=<> user='' password='' vrf=main",
    ),
    (
        ANCIENT,
        Version(7, 15),
        "/ip/smb enabled=false domain=MSHOME comment=MikrotikSMB allow-guests=true interfaces=all",
    ),
    (
        Version(7, 15),
        FUTURE,
        "/ip/smb enabled=auto domain=MSHOME comment=MikrotikSMB interfaces=all status=disabled",
    ),
    (
        ANCIENT,
        Version(7, 17),
        """
/interface/ovpn-server/server enabled=false port=1194 mode=ip netmask=24 auth=sha1,md5 \
cipher=blowfish128,aes128-cbc certificate=none require-client-certificate=false
/ip/cloud ddns-enabled=false ddns-update-interval=none update-time=true
""",
    ),
    (
        Version(7, 17),
        FUTURE,
        "/ip/cloud ddns-enabled=auto ddns-update-interval=none update-time=true",
    ),
    (ANCIENT, Version(7, 18), "/ip/ssh allow-none-crypto=false"),
    (Version(7, 18), FUTURE, "/ip/ssh ciphers=auto"),
    (ANCIENT, Version(7, 21), "/ip/ssh always-allow-password-login=false"),
    (Version(7, 21), FUTURE, "/ip/ssh password-authentication=yes-if-no-key"),
)

# Rows that a menu has from the beginning, one row a line.
_ROWS: _Lines = (
    (
        ANCIENT,
        FUTURE,
        """
/interface/wireless/security-profiles name=default mode=none authentication-types="" \
unicast-ciphers=aes-ccm group-ciphers=aes-ccm wpa-pre-shared-key="" wpa2-pre-shared-key="" \
default=true
/ip/hotspot/profile name=default hotspot-address=0.0.0.0 dns-name="" login-by=cookie,http-chap \
use-radius=false default=true
/ip/ipsec/policy/group name=default default=true
/ip/ipsec/policy group=default src-address=::/0 dst-address=::/0 protocol=all proposal=default \
template=true default=true dynamic=false disabled=false
/ip/ipsec/proposal name=default auth-algorithms=sha1 \
enc-algorithms=aes-256-cbc,aes-192-cbc,aes-128-cbc lifetime=30m pfs-group=modp1024 default=true \
disabled=false
/ip/ipsec/profile name=default hash-algorithm=sha1 enc-algorithm=aes-128,3des \
dh-group=modp2048,modp1024 lifetime=1d proposal-check=obey nat-traversal=true dpd-interval=2m \
dpd-maximum-failures=5 default=true
/system/logging/action name=memory target=memory memory-lines=1000 default=true
/system/logging/action name=disk target=disk disk-file-name=log disk-lines-per-file=1000 \
default=true
/system/logging/action name=echo target=echo remember=true default=true
/system/logging/action name=remote target=remote remote=0.0.0.0 remote-port=514 default=true
""",
    ),
    (
        ANCIENT,
        _V7,
        """
/snmp/community name=public addresses=0.0.0.0/0 security=none read-access=true \
write-access=false authentication-password="" encryption-password="" disabled=false default=true
""",
    ),
    (
        _V7,
        FUTURE,
        """
/snmp/community name=public addresses=::/0 security=none read-access=true write-access=false \
authentication-password="" encryption-password="" disabled=false default=true
""",
    ),
)


def build(device: Device) -> dict[str, Table]:
    """Return the rows of the menus that always have some."""
    singles: dict[str, Record] = {}
    for menu, fields in _read(_SINGLES, device.release):
        singles.setdefault(menu, {}).update(fields)
    tables: dict[str, Table] = {menu: Singleton([row]) for menu, row in singles.items()}
    rows: dict[str, Rows] = {}
    for menu, fields in _read(_ROWS, device.release):
        rows.setdefault(menu, Rows()).add(fields)
    return tables | rows


def _read(lines: _Lines, release: Version) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield menu and fields of each line of a version."""
    for since, until, text in lines:
        if since <= release < until:
            for line in text.strip().splitlines():
                menu, *words = shlex.split(line)
                yield menu, dict(_pair(word) for word in words)


def _pair(word: str) -> tuple[str, str]:
    """Return the name and the value of a word."""
    name, _, value = word.partition("=")
    return name, value
