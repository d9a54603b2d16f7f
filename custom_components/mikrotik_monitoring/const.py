"""Constants of the MikroTik Monitoring integration."""

import logging
from typing import Final

from .routeros.text import OneLineFilter

DOMAIN: Final = "mikrotik_monitoring"
LOGGER: Final = logging.getLogger(__package__)
# Much of the logged text comes from a router.
LOGGER.addFilter(OneLineFilter())

MANUFACTURER: Final = "MikroTik"

CONF_CA: Final = "ca"
# Subject and expiry of a confirmed certificate, to be shown beside its successor.
CONF_CERTIFICATE: Final = "certificate"
CONF_FINGERPRINT: Final = "fingerprint"
CONF_ID_KIND: Final = "id_kind"
CONF_TLS_MODE: Final = "tls_mode"

# Key of the switch of a router's collection.
COLLECTION_KEY: Final = "collection"

# Which alerts of a router are enabled, and their bounds.
OPTION_ALERTS: Final = "alerts"

# Keys of the entities of a router's alerts.
PROBLEM_KEY: Final = "problem"
ALERTS_KEY: Final = "alerts.active"
ALERT_KEY: Final = "alert"

# RouterOS's own ports for its API, plain and over TLS.
DEFAULT_PORT: Final = 8728
DEFAULT_TLS_PORT: Final = 8729

OPTION_BANDWIDTH: Final = "bandwidth"
OPTION_BILLING: Final = "billing"
# Whether the router is polled at all.
OPTION_COLLECTION: Final = "collection"
OPTION_DETAIL: Final = "detail"
OPTION_GRAPHS: Final = "graphs"
OPTION_GROUPS: Final = "groups"
OPTION_INSTANCES: Final = "instances"
OPTION_INTERFACES: Final = "interfaces"
OPTION_KEPT: Final = "kept"
OPTION_KINDS: Final = "kinds"
OPTION_PING_GATEWAYS: Final = "ping_gateways"
OPTION_RANGE: Final = "default_range"
OPTION_REALTIME_INTERVAL: Final = "realtime_interval"
OPTION_RECORDING_LEVEL: Final = "recording_level"
OPTION_RETENTION: Final = "retention"
# The security findings that the user accepts, each with a note and a time.
OPTION_SECURITY_ACCEPTED: Final = "security_accepted"
OPTION_SERIES_LIMIT: Final = "series_limit"
OPTION_SIDEBAR: Final = "sidebar"
OPTION_TEXT_ENCODING: Final = "text_encoding"
OPTION_VIEW_TITLE: Final = "view_title"

# Lines of one graph: more are hard to read, and the legend hides the rest.
DEFAULT_SERIES_LIMIT: Final = 10

# Seconds. Slow routers can be polled less often than every 5 s; more often burdens all of them.
REALTIME_INTERVALS: Final = (5, 10, 30, 60)

# RouterOS stores bytes as given, and WinBox sends them in the PC's own code page.
TEXT_ENCODINGS: Final = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "gbk",
    "cp932",
    "cp949",
    "cp950",
)
