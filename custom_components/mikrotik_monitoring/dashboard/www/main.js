/** The module that Home Assistant's pages load: it registers the cards and the strategies. */

import "../interface/card.js";
import "../fleet/card.js";
import "./strategy.js";
import "../table/card.js";
