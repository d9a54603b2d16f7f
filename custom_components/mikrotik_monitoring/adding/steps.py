"""What the steps of the flow share: what was typed, its check, and the router's identity."""

from abc import abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST
import voluptuous as vol

from ..connection_test.probe import Access, opened, read_access
from ..const import CONF_FINGERPRINT, DOMAIN, LOGGER
from ..metrics.identity import RouterIdentity
from ..options.first_estimate import COUNT_DEADLINE, Counts, async_count
from ..polling.link import address_of, error_key, error_placeholders
from ..routeros import RouterOSError
from ..routeros.mndp import Neighbour
from .forms import REAUTH_SCHEMA, RECONFIGURE_SCHEMA, user_schema
from .neighbours import suggestions


class AddingSteps(ConfigFlow):
    """Base of the flow's steps. On any error the first form is shown with all that was typed."""

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._typed: dict[str, Any] = {}
        self._data: dict[str, Any] = {}
        self._ca = ""
        self._error: RouterOSError | None = None
        self._texts: dict[str, str] = {}
        self._access: Access | None = None
        self._counts: Counts | None = None
        self._neighbours: list[Neighbour] = []

    @abstractmethod
    async def _async_finish(self) -> ConfigFlowResult:
        """Check what was typed; go on, or ask again and show the errors."""

    @property
    def _is_mending(self) -> bool:
        """Return whether the router was added before."""
        return self.source in {SOURCE_REAUTH, SOURCE_RECONFIGURE}

    def _mended(self) -> ConfigEntry:
        """Return the entry whose link is mended."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        return self._get_reconfigure_entry()

    def _ask_again(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the flow's first form with what was typed so far."""
        if self.source == SOURCE_REAUTH:
            return self._form("reauth_confirm", REAUTH_SCHEMA, errors, self._typed)
        if self.source == SOURCE_RECONFIGURE:
            return self._form("reconfigure", RECONFIGURE_SCHEMA, errors, self._typed)
        hosts = suggestions(self._neighbours)
        return self._form("user", user_schema(hosts), errors, self._typed)

    def _form(
        self, step: str, schema: vol.Schema, errors: dict[str, str], values: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Show a step."""
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=errors,
            description_placeholders={
                **error_placeholders(self._data, self._error),
                "fingerprint": self._data.get(CONF_FINGERPRINT, ""),
                **self._texts,
            },
        )

    def _known(self, identity: RouterIdentity) -> ConfigEntry | None:
        """Return the entry of a router, which may have been added with another of its ids."""
        entries = (
            self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, unique_id)
            for unique_id in identity.ids.values()
        )
        return next((entry for entry in entries if entry is not None), None)

    def _original_of(self, identity: RouterIdentity) -> str | None:
        """Return the machine with the same id that is connected at another address right now."""
        entry = self._known(identity)
        if (
            identity.cloneable
            and entry is not None
            and entry.state is ConfigEntryState.LOADED
            and entry.runtime_data.client.connected
            and address_of(entry.data) != address_of(self._data)
        ):
            return f"{entry.title}, {entry.data[CONF_HOST]}"
        return None

    async def _async_take_id(self, identity: RouterIdentity, *, alone: bool) -> None:
        """Set the unique id of this flow; abort it if the router is already added.

        With ``alone`` it also aborts where another flow adds the router.
        """
        known = self._known(identity)
        await self.async_set_unique_id(
            known.unique_id if known else identity.unique_id, raise_on_progress=alone
        )
        self._abort_if_unique_id_configured(
            description_placeholders={"name": known.title if known else identity.name}
        )

    async def _async_validate(self, *, counts: bool) -> tuple[dict[str, str], Access | None]:
        """Connect, log in and read; return the errors, and the access if there are none.

        With ``counts`` the router also counts what it has; it can be added without.
        """
        self._error = None
        try:
            async with opened(self.hass, self._data) as client:
                access = await read_access(client, self._data)
                if counts:
                    self._counts = await async_count(partial(client.call, timeout=COUNT_DEADLINE))
        except RouterOSError as err:
            self._error = err
            return {"base": error_key(err)}, None
        except Exception:  # noqa: BLE001 - the form has to show some result.
            LOGGER.exception("Unexpected error while adding a router")
            return {"base": "unknown"}, None
        if not access.identity.unique_id:
            return {"base": "no_identity"}, None
        return {}, access
