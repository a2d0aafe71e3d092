"""When events happened whose day a scenario leaves open, so that nobody takes a run's day for history's."""

from __future__ import annotations

# Old Style. The sources are those of the events and of docs/record.md.
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
}
