/** The module that Home Assistant's pages load: it registers the cards and the strategies. */

import "../alerts/card.js";
import "../alerts/history.js";
import "../alerts/marks.js";
import "../interface/card.js";
import "../fleet/card.js";
import "../report/card.js";
import "../router/findings.js";
import "../router/missing.js";
import "./strategy.js";
import "../table/card.js";
