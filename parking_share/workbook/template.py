"""The sample of a new workbook: the scenario of ``parking-share new``, its names in the language of the workbook."""

from __future__ import annotations

from typing import Any

from parking_share.catalogue import Lang
from parking_share.making import STARTER
from parking_share.scenario import Scenario

_CHINESE = {
    "My street": "示例街道",
    "Everything here is made up, as a start: replace it by your own lots and residents.": "全部为虚构的示例，请用自己的停车场和居民替换。",
    "Riverside": "滨江社区",
    "Hillside": "坡上社区",
    "Tax office": "税务局停车场",
    "District tax bureau": "区税务局",
    "Primary school": "实验小学",
    "open day": "校园开放日",
    "charging": "充电",
}


def sample(lang: Lang) -> Scenario:
    """The sample scenario."""
    return Scenario.from_dict(_in_chinese(STARTER) if lang == "zh" else STARTER)


def _in_chinese(value: Any) -> Any:
    """Plain data with the texts that people read translated; ids stay."""
    if isinstance(value, dict):
        return {key: _in_chinese(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_in_chinese(below) for below in value]
    return _CHINESE.get(value, value) if isinstance(value, str) else value
