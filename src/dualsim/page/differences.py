"""What differs between two scenarios, as a page tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dualsim.scenario.describe.differences import Fact, diff

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


def differences_of(first: Scenario, second: Scenario) -> list[dict[str, Any]]:
    """Each difference: its section, subject and aspect, what each says (None: nothing), and a sentence."""
    return [
        {
            "section": fact.section,
            "subject": fact.subject,
            "about": fact.aspect,
            "first": fact.first,
            "second": fact.second,
            "words": in_words(fact),
        }
        for fact in diff(first, second)
    ]


def in_words(fact: Fact) -> str:
    """A difference as a sentence without its end."""
    if fact.first is None or fact.second is None:
        which, said = ("second", fact.second) if fact.first is None else ("first", fact.first)
        about = " ".join(part for part in (fact.aspect, said) if part)
        return ": ".join(part for part in (fact.subject, f"only in the {which}", about) if part)
    about = f"{fact.aspect} {fact.first} against {fact.second}".strip()
    return f"{fact.subject}: {about}" if fact.subject else about
