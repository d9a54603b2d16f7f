/** The times that a report may be about: yesterday, seven days, a month, and the one that goes on. */

export const PERIODS = ["day", "week", "month", "current_month"];
