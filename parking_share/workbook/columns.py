"""The sheets of a workbook and their columns, said once: template, reader, writer and documentation come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from parking_share.catalogue import Lang
from parking_share.scenario import Closure, Community, KindSpaces, Lot, Resident, Scenario


@dataclass(frozen=True)
class Column:
    """One column of a sheet, or one row of the settings.

    Parameters
    ----------
    key
        Where its values stand in an entry of the scenario, such as ``location.lat``.
    en, zh
        Headings.
    kind
        Name of a kind of cell, a key of ``kinds.KINDS``.
    meaning_zh
        What it means, in Chinese; in English that is the description in the scenario's model.
    hint_en, hint_zh
        How to write it in a cell, where that needs saying.
    refers_to
        Section whose ids are offered to choose from.
    aliases
        Other headings under which it is understood.
    meaning_en
        Where no model describes it.
    """

    key: str
    en: str
    zh: str
    kind: str
    meaning_zh: str
    hint_en: str = ""
    hint_zh: str = ""
    refers_to: str = ""
    aliases: tuple[str, ...] = ()
    meaning_en: str = ""

    def heading(self, lang: Lang) -> str:
        """The heading in a language."""
        return self.zh if lang == "zh" else self.en

    def hint(self, lang: Lang) -> str:
        """How to write it."""
        return self.hint_zh if lang == "zh" else self.hint_en


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``key`` leads to its entries in the scenario, ``model`` is what one of them is (None: it has no model of its own)."""

    key: str
    en: str
    zh: str
    model: type[BaseModel] | None
    columns: tuple[Column, ...]
    is_required: bool = False
    aliases: tuple[str, ...] = ()

    def title(self, lang: Lang) -> str:
        """The name of the sheet in a language."""
        return self.zh if lang == "zh" else self.en

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """Its columns by key."""
        return {column.key: column for column in self.columns}

    def required(self) -> list[str]:
        """Keys of the columns without which no entry can be read."""
        return [column.key for column in self.columns if self.is_needed(column)]

    def is_needed(self, column: Column) -> bool:
        """Whether the format requires a value: the coordinates depend on ``crs``, so either pair will do."""
        if self.key == "settings":
            return column.key in ("id", "horizon.start")
        if self.model is None or column.meaning_en:  # of no model, or said for the sheet's sake, as the lot of a closure
            return True
        return "." not in column.key and _field(self.model, column.key).is_required()

    def default(self, column: Column) -> Any:
        """The value that a blank cell stands for; None where that is nothing, or where the cell must be filled."""
        if self.is_needed(column) or (self.model is None and self.key != "settings"):
            return None
        default = _field(self.model or Scenario, column.key).default
        return None if default in (PydanticUndefined, "", ()) else default

    def meaning(self, column: Column, lang: Lang) -> str:
        """What a column means."""
        if lang == "zh":
            return column.meaning_zh
        return column.meaning_en or str(_field(self.model or Scenario, column.key).description)


def _field(model: type[BaseModel], key: str):  # type: ignore[no-untyped-def]  # pydantic's FieldInfo
    """The field of a model that a dotted key leads to."""
    first, _, rest = key.partition(".")
    field = next(field for name, field in model.model_fields.items() if (field.alias or name) == first)
    if not rest:
        return field
    inner = next(part for part in (field.annotation, *get_args(field.annotation)) if isinstance(part, type) and issubclass(part, BaseModel))
    return _field(inner, rest)


def _place(key: str, en: str, zh: str = "") -> tuple[Column, ...]:
    """The columns of a location; what it is the location of begins their headings."""
    blank = "；不填则用社区的位置" if key == "home" else ""
    return (
        Column(f"{key}.lat", f"{en}latitude".capitalize(), f"{zh}纬度", "number", f"纬度，单位为度{blank}"),
        Column(f"{key}.lon", f"{en}longitude".capitalize(), f"{zh}经度", "number", f"经度，单位为度{blank}"),
        Column(f"{key}.x", f"{en}x".capitalize(), f"{zh}X", "number", "东向坐标（米），仅用于本地坐标系"),
        Column(f"{key}.y", f"{en}y".capitalize(), f"{zh}Y", "number", "北向坐标（米），仅用于本地坐标系"),
        Column(f"{key}.elevation_m", f"{en}elevation (m)".capitalize(), f"{zh}海拔（米）", "number", "海拔（米）；不填则不计坡度",
            aliases=(f"{zh}高程",)),
    )  # fmt: skip


_RULES_EN = "Such as: workday 18:00-08:00; restday 00:00-24:00. Days: workday, restday, daily, Mo-Fr, 2026-11-27."
_RULES_ZH = "例如：工作日 18:00-次日08:00；休息日 全天。日期可写：工作日、休息日、节假日、每天、周一至周五、2026-11-27。"
_LIST_EN = "Several are separated by commas."
_LIST_ZH = "多个用顿号或逗号隔开。"
_LEVELS_EN = "Of priority, served, keep, walk, trim, lottery; separated by commas."
_LEVELS_ZH = "从优先分、安排人数、保留原停车场、步行、缩短、抽签中选，用顿号隔开。"
_TIME_EN = "Date and time, such as 2026-11-27 12:00."
_TIME_ZH = "日期和时间，例如 2026-11-27 12:00。"

SETTINGS = Sheet(
    "settings", "Settings", "设置", None,
    (
        Column("format", "Format", "格式版本", "whole", "格式版本号，现为 1；可不填"),
        Column("id", "Id", "方案编号", "id", "方案的编号", aliases=("编号",)),
        Column("name", "Name", "方案名称", "text", "显示给人看的名称", aliases=("名称",)),
        Column("origin", "Origin of the data", "数据来源", "text", "哪些数据已公开、出自何处，哪些为虚构、如何得出", aliases=("origin",)),
        Column("horizon.start", "First date", "起始日期", "date", "安排的第一天", aliases=("开始日期",)),
        Column("horizon.days", "Days", "天数", "whole", "安排的天数", aliases=("number of days",)),
        Column("horizon.timezone", "Time zone", "时区", "text", "IANA 时区名，例如 Asia/Shanghai"),
        Column("calendar.country", "Country", "国家代码", "country", "官方日历的国家代码，例如 CN；不填则周六、周日休息",
            aliases=("国家",)),
        Column("calendar.subdivision", "Subdivision", "地区代码", "text", "官方日历的地区代码", aliases=("地区",)),
        Column("crs", "Coordinate system", "坐标系", "crs", "全部位置所用的坐标系"),
        Column("walking.speed_kmh", "Walking speed (km/h)", "步行速度（公里/小时）", "number", "平地步行速度"),
        Column("walking.detour", "Detour factor", "绕行系数", "number", "步行长度与直线距离之比", aliases=("detour",)),
        Column("policy.objectives", "Objectives", "目标顺序", "objectives", "各目标，严格按此顺序优化",
            _LEVELS_EN, _LEVELS_ZH, aliases=("目标",)),
        Column("policy.max_walk_minutes", "Longest walk (min)", "最长步行（分钟）", "number", "所有人的步行上限，可为小数"),
        Column("policy.max_moves", "Most moves", "最多调换人数", "whole", "最多让多少居民换到现用停车场以外的停车场；不填则不限"),
        Column("policy.lottery_seed", "Lottery seed", "抽签种子", "text", "确定抽签结果的公开文字"),
        Column("currency", "Currency", "货币", "text", "费用的货币，例如 CNY"),
    ),
    is_required=True, aliases=("policy", "policy settings", "政策", "规则", "基本设置", "方案设置", "方案"),
)  # fmt: skip

COMMUNITIES = Sheet(
    "communities", "Communities", "社区", Community,
    (
        Column("id", "Id", "社区编号", "id", "唯一编号", aliases=("编号", "community id", "小区编号")),
        Column("name", "Name", "社区名称", "text", "显示给人看的名称", aliases=("名称", "小区名称", "community name")),
        *_place("location", ""),
    ),
    is_required=True, aliases=("community", "小区", "社区表"),
)  # fmt: skip

LOTS = Sheet(
    "lots", "Lots", "停车场", Lot,
    (
        Column("id", "Id", "停车场编号", "id", "唯一编号", aliases=("编号", "lot id")),
        Column("name", "Name", "停车场名称", "text", "显示给人看的名称", aliases=("名称", "lot name")),
        Column("owner", "Owner", "所属单位", "text", "停车场所属的单位", aliases=("单位",)),
        *_place("location", ""),
        Column("spaces", "Spaces", "车位数", "whole", "停车场的全部车位", aliases=("车位", "车位总数")),
        Column("own_use", "Own use", "单位自用时段", "rules", "单位自用的时段；部分车位写作 x4 等，否则为全部；不填则单位从不使用",
            _RULES_EN, _RULES_ZH, aliases=("自用时段", "单位自用")),
        Column("recall_minutes", "Recall (min)", "提前收回（分钟）", "minutes", "居民须比单位自用提前多少分钟交还车位"),
        Column("held_back", "Held back", "保留车位数", "whole", "从不共享的车位数", aliases=("保留车位",)),
        Column("gate", "Gate", "道闸开放时段", "rules", "车辆可以进出的时段；不填则随时可进出",
            _RULES_EN, _RULES_ZH, aliases=("gate open", "道闸开放", "大门开放时段", "大门开放", "闸机开放")),
        Column("max_height_m", "Highest vehicle (m)", "限高（米）", "number", "可进入车辆的最大高度"),
        Column("serves", "Serves", "面向社区", "ids", "面向的社区编号；不填则面向全部社区", _LIST_EN, _LIST_ZH, aliases=("服务社区",)),
        Column("monthly_fee", "Monthly fee", "月费", "number", "每月费用，货币见设置", aliases=("fee",)),
    ),
    is_required=True, aliases=("lot", "parking lots", "车场", "停车场表"),
)  # fmt: skip

CLOSURES = Sheet(
    "lots.closures", "Closures", "关闭时段", Closure,
    (
        Column("lot", "Lot", "停车场编号", "id", "停车场的编号",
            refers_to="lots", aliases=("停车场", "lot id"), meaning_en="id of the lot"),
        Column("from", "From", "开始时间", "moment", "关闭从何时起", _TIME_EN, _TIME_ZH, aliases=("起",)),
        Column("to", "To", "结束时间", "moment", "关闭到何时止", _TIME_EN, _TIME_ZH, aliases=("止",)),
        Column("spaces", "Spaces closed", "关闭车位数", "whole", "关闭的车位数；不填则为全部", aliases=("spaces", "车位数")),
        Column("reason", "Reason", "原因", "text", "显示给人看的原因"),
    ),
    aliases=("closure", "关闭"),
)  # fmt: skip

KINDS = Sheet(
    "lots.kinds", "Kinds", "专用车位", KindSpaces,
    (
        Column("lot", "Lot", "停车场编号", "id", "停车场的编号",
            refers_to="lots", aliases=("停车场", "lot id"), meaning_en="id of the lot"),
        Column("kind", "Kind of space", "车位类别", "id", "类别名称，例如“充电”", aliases=("kind", "类别")),
        Column("spaces", "Spaces", "车位数", "whole", "该类车位的数量"),
        Column("exclusive", "Exclusive", "仅限需要者", "yes_no", "是否只给需要这类车位的居民使用", aliases=("专用",)),
    ),
    aliases=("kinds of spaces", "车位类别"),
)  # fmt: skip

RESIDENTS = Sheet(
    "residents", "Residents", "居民", Resident,
    (
        Column("id", "Id", "居民编号", "id", "唯一编号", aliases=("编号", "resident id", "申请编号")),
        Column("community", "Community", "社区编号", "id", "所属社区的编号", refers_to="communities", aliases=("社区", "小区")),
        Column("plate", "Plate", "车牌号", "plate", "车牌号码", aliases=("车牌", "车牌号码", "number plate")),
        Column("stays", "Stays", "停放时段", "rules", "车辆希望停放的时段", _RULES_EN, _RULES_ZH, aliases=("停车时段", "停放时间")),
        Column("late_arrival_minutes", "Late arrival (min)", "可晚到（分钟）", "minutes", "每次停放最多可比希望的晚到多少分钟"),
        Column("early_leave_minutes", "Early leave (min)", "可早走（分钟）", "minutes", "每次停放最多可比希望的早走多少分钟"),
        Column("priority", "Priority points", "优先分", "whole", "优先分，1 到 1000", aliases=("priority", "积分")),
        Column("needs", "Needs", "所需车位类别", "ids", "需要的车位类别", _LIST_EN, _LIST_ZH, aliases=("车位类别",)),
        Column("height_m", "Vehicle height (m)", "车高（米）", "number", "车辆高度", aliases=("height",)),
        Column("max_walk_minutes", "Longest walk (min)", "最长步行（分钟）", "number", "步行上限；不填则按设置"),
        Column("max_monthly_fee", "Highest monthly fee", "最高月费", "number", "愿付的最高月费"),
        Column("applied_at", "Applied at", "申请时间", "applied", "申请的时间，用于先到先得",
            "A date alone counts as its 00:00.", "只写日期则算当天 00:00。", aliases=("申请日期", "applied")),
        Column("current_lot", "Current lot", "现用停车场", "id", "目前停放的停车场编号", refers_to="lots", aliases=("现停车场",)),
        Column("fixed_lot", "Fixed lot", "限定停车场", "id", "只允许停的停车场编号；不保证安排", refers_to="lots", aliases=("指定停车场",)),
        Column("excluded_lots", "Excluded lots", "排除停车场", "ids", "不接受的停车场编号", _LIST_EN, _LIST_ZH),
        *_place("home", "Home ", "住处"),
    ),
    is_required=True, aliases=("resident", "applicants", "申请人", "居民表", "申请表"),
)  # fmt: skip

CALENDAR = Sheet(
    "calendar", "Calendar", "日历", None,
    (
        Column("date", "Date", "日期", "date", "与官方日历不同的日期", meaning_en="a date that differs from the official calendar"),
        Column("class", "Day", "类别", "day_class", "工作日还是休息日",
            aliases=("day class", "工作日或休息日"), meaning_en="whether it is a workday or a restday"),
    ),
    aliases=("节假日", "holidays"),
)  # fmt: skip

WALKS = Sheet(
    "walks", "Walks", "步行时间", None,
    (
        Column("from", "From", "起点编号", "id", "居民或社区的编号", aliases=("起点",), meaning_en="id of a resident or a community"),
        Column("lot", "Lot", "停车场编号", "id", "停车场的编号", aliases=("停车场",), meaning_en="id of the lot"),
        Column("minutes", "Minutes", "分钟", "number", "步行分钟数，替代计算值；可为小数",
            aliases=("步行分钟",), meaning_en="minutes of the walk, which replace the computed ones; may be fractional"),
    ),
    aliases=("walk matrix", "步行"),
)  # fmt: skip

SHEETS = (SETTINGS, COMMUNITIES, LOTS, CLOSURES, KINDS, RESIDENTS, CALENDAR, WALKS)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}

GUIDE = {"en": "Read me", "zh": "填写说明"}
"""A sheet that says what the others mean; not read."""

PROBLEMS = {"en": "Problems", "zh": "问题"}
"""The sheet of a marked copy that lists what is wrong; not read."""

SETTING_COLUMNS = {"setting": ("Setting", "设置项"), "value": ("Value", "值"), "meaning": ("Meaning", "说明")}
"""Headings of the settings, which are written one a row."""
