"""Another router responds at the stored address: ask for the right one's address and check it."""

from functools import partial
from typing import Any, Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.const import CONF_HOST
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from ..metrics.identity import READ_DEADLINE, Likeness, read_identity
from ..polling import MikrotikConfigEntry
from ..polling.identity_check import likeness
from ..polling.link import error_key, error_placeholders, is_host, link_settings, make_client
from ..routeros import RouterOSError
from .flow import RepairFlow

ADDRESS_SCHEMA: Final = vol.Schema({vol.Required(CONF_HOST): TextSelector()})


class AddressFlow(RepairFlow):
    """Asks for the router's address; stores it only if that router responds there."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask for the address, and check which router responds there."""
        if (entry := self.entry) is None:
            return self.end()
        host = entry.data[CONF_HOST] if user_input is None else _bare(user_input[CONF_HOST])
        schema = self.add_suggested_values_to_schema(ADDRESS_SCHEMA, {CONF_HOST: host})
        if user_input is None:
            return self.show(schema=schema)
        if not is_host(host):
            return self.show({CONF_HOST: "invalid_host"}, schema=schema)
        data = {**entry.data, CONF_HOST: host}
        error, texts = await self._async_check(entry, data)
        if error:
            return self.show({"base": error}, schema=schema, texts=texts)
        self.hass.config_entries.async_update_entry(entry, data=data)
        if self.router is None or not self.is_over:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.end()

    async def _async_check(
        self, entry: MikrotikConfigEntry, data: dict[str, Any]
    ) -> tuple[str, dict[str, str]]:
        """Return the key of what is wrong with an address, and the placeholders of its text."""
        client = make_client(self.hass, link_settings(data, entry.options))
        try:
            await client.open()
            identity = await read_identity(partial(client.call, timeout=READ_DEADLINE))
        except RouterOSError as err:
            return error_key(err), error_placeholders(data, err)
        finally:
            await client.close()
        texts = {**error_placeholders(data, None), "name": identity.name}
        match likeness(entry, identity):
            case Likeness.SAME:
                return "", texts
            case Likeness.OTHER:
                return "wrong_router", texts
            case Likeness.NOT_SAID:
                return "unidentified", texts


def _bare(host: str) -> str:
    """Return a host as it is stored: an IPv6 address without brackets."""
    return host.strip().strip("[]")
