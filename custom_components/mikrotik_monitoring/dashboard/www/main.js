/** The module that Home Assistant's pages load: it registers the cards and the strategies. */

import "./interface.js";
import "./fleet.js";
import "./strategy.js";
import "./table.js";
