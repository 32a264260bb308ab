"""Settings that all tests share: property tests are repeatable and have no time limit for one example. And a town as a file."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from random_scenarios import random_town

from parking_share.texts import use_language

# Where tests run side by side, readline sets these; the commands' consoles, made on import, would keep to them whatever a test asks for.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)

settings.register_profile(
    "repeatable", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine's locale, and whatever language the test before has spoken."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    use_language("en")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A scenario of 60 residents and 6 lots, as a file."""
    path = tmp_path / "town.json"
    path.write_text(json.dumps(random_town(1)), encoding="utf-8")
    return path
