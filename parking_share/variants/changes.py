"""What a planner writes: a changes file names variants of a scenario, each a list of changes in the scenario's own words."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, create_model, model_validator
from pydantic_core import PydanticCustomError

from parking_share.scenario import LARGEST, Closure, Community, Id, Ids, Lot, Model, Policy, Resident, check_format
from parking_share.texts import _

MOST_TIMES = 100
"""A change of demand may make at most so many times as many residents as there are."""

BASE = "base"
"""What the scenario as it is goes by beside its variants, so that no variant may."""

_FILE_NAME = re.compile(r"\w[\w-]{0,47}")
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)


def _check_variant_id(text: str) -> str:
    if not _FILE_NAME.fullmatch(text) or _DEVICE.fullmatch(text):
        message = _("'%(text)s' cannot name files; write 1 to 48 letters, digits, '-' or '_', and no '-' first", text=text[:80])
        raise PydanticCustomError("text", "{message}", {"message": message})
    if text.casefold() == BASE:
        message = _("'%(text)s' is what the scenario as it is goes by; choose another id", text=text)
        raise PydanticCustomError("text", "{message}", {"message": message})
    return text


VariantId = Annotated[str, AfterValidator(_check_variant_id)]
More = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
MoreAmount = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Minutes = Annotated[int, Field(ge=-1440, le=1440)]


class Values(Model):
    """New values of some keys of a part of the scenario; ``null`` gives a key its default, a key left out stays as it is."""

    @model_validator(mode="before")
    @classmethod
    def _null_is_default(cls, data: Any) -> Any:
        return data

    def given(self) -> dict[str, Any]:
        """The keys that were given, in the order of the format."""
        return {key: getattr(self, key) for key in type(self).model_fields if key in self.model_fields_set}


def _values_of(model: type[Model], *without: str) -> Any:
    keys: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name not in without:
            kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
            keys[name] = kind | None, Field(None, description=field.description)
    return create_model(f"{model.__name__}Values", __base__=Values, **keys)


LotValues = _values_of(Lot, "id", "closures")
ResidentValues = _values_of(Resident, "id")
PolicyValues = _values_of(Policy)


class LotAmounts(Model):
    """By how much numbers of a lot rise, or fall where negative."""

    spaces: More = Field(0, description="so many spaces more")
    held_back: More = Field(0, description="so many more spaces never shared")
    recall_minutes: More = Field(0, description="so many minutes earlier that residents give spaces back")
    monthly_fee: MoreAmount = Field(0, description="so much more a month")


class Shift(Model):
    """How much later the periods of time rules begin and end, or earlier where negative."""

    begin_minutes: Minutes = Field(0, description="each period begins so many minutes later")
    end_minutes: Minutes = Field(0, description="each period ends so many minutes later")


class LotShifts(Model):
    """Time rules of a lot that are shifted."""

    own_use: Shift = Field(Shift(), description="the institution's own use")
    gate: Shift = Field(Shift(), description="when vehicles may enter or leave")


class LotChange(Model):
    """What changes about some lots, or about all."""

    ids: Ids = Field((), description="lots that it is about; empty: every lot")
    set: LotValues | None = Field(None, description="keys of a lot with their new values")  # type: ignore[valid-type]
    add: LotAmounts = Field(LotAmounts(), description="by how much numbers rise, or fall where negative")
    shift: LotShifts = Field(LotShifts(), description="how much later time rules begin and end")
    close: Annotated[tuple[Closure, ...], Field(strict=False)] = Field((), description="closures on top of those there are")


class ResidentAmounts(Model):
    """By how much numbers of a resident rise, or fall where negative."""

    late_arrival_minutes: More = Field(0, description="so many minutes more tolerance at the beginning of stays")
    early_leave_minutes: More = Field(0, description="so many minutes more tolerance at the end of stays")
    max_walk_minutes: MoreAmount = Field(0, description="so many minutes more than the resident's limit, or the policy's")
    priority: More = Field(0, description="so many points more")


class ResidentChange(Model):
    """What changes about some residents, or about all."""

    ids: Ids = Field((), description="residents that it is about")
    communities: Ids = Field((), description="communities whose residents it is about; both empty: every resident")
    set: ResidentValues | None = Field(None, description="keys of a resident with their new values")  # type: ignore[valid-type]
    add: ResidentAmounts = Field(ResidentAmounts(), description="by how much numbers rise, or fall where negative")


class Demand(Model):
    """More or fewer residents, made up from those there are: a seeded sample of them, or copies of one on top."""

    factor: float = Field(ge=0, le=MOST_TIMES, description="so many times as many residents, rounded, halves up")
    communities: Ids = Field((), description="communities whose residents are sampled; empty: every one")
    seed: int = Field(1, ge=0, le=LARGEST, description="another seed draws other residents")


class Variant(Model):
    """A variant of a scenario. Things are removed and added first, then the policy, lots, residents and demand change, in this order."""

    id: VariantId = Field(description="unique id; its files are named after it")
    name: str = Field("", description="name shown to people")
    on: Id | None = Field(None, description="id of the variant that it builds on; none: the scenario as it is")
    remove_communities: Ids = Field((), description="communities that go, with their residents")
    remove_lots: Ids = Field((), description="lots that go")
    remove_residents: Ids = Field((), description="residents who go")
    add_communities: Annotated[tuple[Community, ...], Field(strict=False)] = Field((), description="new communities, as in a scenario")
    add_lots: Annotated[tuple[Lot, ...], Field(strict=False)] = Field((), description="new lots, as in a scenario")
    add_residents: Annotated[tuple[Resident, ...], Field(strict=False)] = Field((), description="new residents, as in a scenario")
    policy: PolicyValues | None = Field(None, description="keys of the policy with their new values")  # type: ignore[valid-type]
    lots: Annotated[tuple[LotChange, ...], Field(strict=False)] = Field((), description="what changes about lots, one after another")
    residents: Annotated[tuple[ResidentChange, ...], Field(strict=False)] = Field((), description="what changes about residents")
    demand: Annotated[tuple[Demand, ...], Field(strict=False)] = Field((), description="how many residents more or fewer")


class Changes(Model):
    """A changes file."""

    format: Annotated[Literal[1], BeforeValidator(check_format)] = Field(description="version of the format")
    base: Id | None = Field(None, description="id of the scenario that it is about; none: any")
    variants: Annotated[tuple[Variant, ...], Field(strict=False)] = Field(description="the variants, in the order in which they are shown")
