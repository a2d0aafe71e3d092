"""What is kept has a bound, in bytes and in number."""

from __future__ import annotations

import pickle

import pytest

from dualsim.web.answer_cache import AnswerCache
from dualsim.web.served_scenarios import ServedScenarios, upload_name


def test_answers_are_bounded_in_bytes_and_the_one_not_used_for_longest_goes():
    kept = AnswerCache(100)
    for n in range(5):
        kept.put(n, bytes(20))
    assert kept.size == 100
    assert kept.get(0) == bytes(20)
    kept.put(5, bytes(20))
    assert 1 not in kept
    assert 0 in kept
    kept.put(0, bytes(10))
    assert kept.size == 90
    kept.put("large", bytes(26))
    assert "large" not in kept
    assert kept.size == 90


def test_uploads_are_bounded_and_asked_for_again_in_words(tiny):
    served = ServedScenarios({"tiny": tiny}, 2)
    for name in ("upload-1", "upload-2", "upload-3"):
        served.put(name, pickle.dumps(tiny))
    with pytest.raises(ValueError, match=r"^scenario: 'upload-1' is not here any more; upload it again$"):
        served.scenario("upload-1")
    assert served.scenario("upload-3") == tiny
    assert served.source("tiny").pickled is None
    assert pickle.loads(served.source("upload-2").pickled) == tiny
    assert upload_name("a") == upload_name("a") != upload_name("b")
