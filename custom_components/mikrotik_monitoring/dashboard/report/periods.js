/** The periods of a report: yesterday, seven days, the last month, and the current one. */

export const PERIODS = ["day", "week", "month", "current_month"];
