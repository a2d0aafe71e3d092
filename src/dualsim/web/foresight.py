"""What may be asked next: the same without any change, and with one landmark off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dualsim.web.questions import Content, Question

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


def likely(question: Question, scenario: Scenario) -> Iterator[tuple[Content, int]]:
    """Runs worth preparing after a question, the first lines of all before their bands."""
    plain = Content(question.of.scenario, question.of.place, people=question.of.people)
    landmarks = [event for event, block in scenario.events.items() if block.landmark]
    near = [plain, *(plain._replace(without=(event,)) for event in landmarks)]
    for n in range(question.runs):
        for of in near:
            yield of, question.seed + n
