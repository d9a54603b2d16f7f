"""The addresses of views and routers."""

import pytest

from custom_components.mikrotik_monitoring.dashboard.paths import view_path, view_url, webfig_url

from .conftest import absent_router


def test_a_view_is_called_by_its_router_and_stays_where_it_is() -> None:
    """Two routers of one name have two paths, and each keeps its own."""
    first, second = absent_router(unique_id="HE1"), absent_router(unique_id="HE2")
    assert view_path(first).startswith("attic-")
    assert view_path(first) != view_path(second)
    assert view_path(first) == view_path(absent_router(host="192.0.2.9", unique_id="HE1"))
    assert view_url(first) == f"homeassistant://mikrotik-monitoring/{view_path(first)}"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("192.0.2.1", "http://192.0.2.1"),
        ("router.example", "http://router.example"),
        ("2001:db8::1", "http://[2001:db8::1]"),
        ("fe80::1%eth0", "http://[fe80::1%25eth0]"),
    ],
)
def test_webfig_is_where_the_router_is(host: str, url: str) -> None:
    """An IPv6 address is in brackets, its zone as in RFC 6874."""
    assert webfig_url(absent_router(host=host)) == url
