"""When events happened whose day a scenario leaves open, so that nobody takes a run's day for history's."""

from __future__ import annotations

# In the calendar of their scenario. The sources are those of the events and of docs/record.md.
HISTORY_DAYS = {
    "trotsky_chairs_soviet": "1917-09-25",
    "countersignature": "1917-10-22",
    "winter_palace_taken": "1917-10-25",
    "october": "1917-10-25",
    "moscow_safety_formed": "1917-10-25",
    "moscow_fighting": "1917-10-27",
    "kazan_arrests": "1917-10-24",
    "kazan_kremlin": "1917-10-26",
    "smolensk_salvation_formed": "1917-10-26",
    "smolensk_siege": "1917-10-30",
    "smolensk_truce": "1917-10-31",
    "saratov_salvation_formed": "1917-10-26",
    "nizhnii_takeover": "1917-10-28",
    "congress_approves": "1917-10-26",
    "manchuria_campaign": "1948-09-12",
    "huaihai": "1948-11-06",
    "yangtze": "1949-04-20",
    "government_flees": "1949-12-07",
}
