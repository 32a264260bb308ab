"""A second opinion: options, refusals and the best level values of a scenario, by the format alone and by brute force.

It shares no code with the package. Everything takes a scenario as plain data (residents inline, already known to be
valid) and, where walks come from a matrix, its rows as (from, lot, minutes as text).
"""

from __future__ import annotations

import hashlib
import itertools
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reference_time import Data, Pair, capacity, closed, get, merged

Matrix = Sequence[tuple[str, str, str]]
Held = tuple[int, int, tuple[str, ...]]

EARTH_RADIUS_M = 6_371_008.8
LEAST = {"walk", "trim"}


@dataclass(frozen=True)
class Option:
    """One resident at one lot: the walk, the stays excused there, and each other stay as wanted with all its allowed cuts."""

    walk_seconds: int
    excused: list[Pair]
    wanted: list[Pair]
    cuts: list[list[Pair]]


# ---------------------------------------------------------------------------------------------------------------- walk


def walk_seconds(data: Data, resident: Data, lot: Data, matrix: Matrix = ()) -> int:
    rows = {(origin, to): minutes for origin, to, minutes in matrix}
    minutes = rows.get((resident["id"], lot["id"]))
    if minutes is None and get(resident, "home") is None:
        minutes = rows.get((resident["community"], lot["id"]))
    if minutes is not None:
        return int((Decimal(minutes) * 60).quantize(Decimal(1), ROUND_HALF_UP))
    home = get(resident, "home")
    if home is None:
        home = next(item["location"] for item in data["communities"] if item["id"] == resident["community"])
    walking = get(data, "walking", {})
    distance: float = get(walking, "detour", 1.3) * _straight(data, home, lot["location"])
    if distance == 0:
        return 0
    low, high = get(home, "elevation_m"), get(lot["location"], "elevation_m")
    slope = 0.0 if low is None or high is None else (high - low) / distance
    flat: float = get(walking, "speed_kmh", 4.8) / 3.6
    there, back = (flat * math.exp(-3.5 * abs(s + 0.05)) / math.exp(-0.175) for s in (slope, -slope))
    return math.floor(distance / 2 * (1 / there + 1 / back) + 0.5)


def _straight(data: Data, a: Data, b: Data) -> float:
    if get(data, "crs", "WGS84") == "local":
        return math.hypot(a["x"] - b["x"], a["y"] - b["y"])
    lat_a, lat_b = math.radians(a["lat"]), math.radians(b["lat"])
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b["lon"] - a["lon"]) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


def walk_limit_seconds(data: Data, resident: Data) -> int:
    limit = get(resident, "max_walk_minutes", get(get(data, "policy", {}), "max_walk_minutes", 15))
    return math.floor(Decimal(str(limit)) * 60)


# ------------------------------------------------------------------------------------------------------------- options


def admits(lot: Data, resident: Data) -> bool:
    """By serves, height, fee, kind, excluded and fixed."""
    kinds = {kind["kind"]: kind["spaces"] for kind in get(lot, "kinds", [])}
    too_high = None not in (get(resident, "height_m"), get(lot, "max_height_m")) and resident["height_m"] > lot["max_height_m"]
    limit = get(resident, "max_monthly_fee")
    too_dear = limit is not None and get(lot, "monthly_fee", 0) > limit
    return (
        resident["community"] in (get(lot, "serves", []) or [resident["community"]])
        and not too_high
        and not too_dear
        and all(kinds.get(need, 0) >= 1 for need in get(resident, "needs", []))
        and lot["id"] not in get(resident, "excluded_lots", [])
        and get(resident, "fixed_lot", lot["id"]) == lot["id"]
    )


def hours(data: Data, resident: Data, lot: Data) -> tuple[list[Pair], list[Pair], list[list[Pair]]]:
    """Stays excused at a lot, the other stays as wanted, and all allowed cuts of each of those."""
    spaces = capacity(data, lot).tolist()
    shut = closed(data, lot, whole_only=True)
    gate = merged(data, lot["gate"])[0] if get(lot, "gate", "") else None
    stays, first_clipped, last_clipped = merged(data, resident["stays"])
    excused = [(a, b) for a, b in stays if shut[a:b].any()]
    wanted = [stay for stay in stays if stay not in excused]
    late, early = get(resident, "late_arrival_minutes", 0), get(resident, "early_leave_minutes", 0)
    cuts = []
    for a, b in wanted:
        arrivals, departures = [a], [b]
        if not (a == 0 and first_clipped):
            opens = {start for start, _ in gate or []}
            arrivals += [t for t in range(a + 1, min(a + late, b - 1) + 1) if spaces[t] > spaces[t - 1] or t in opens]
            arrivals = [t for t in arrivals if _passes(gate, t)]
        if not (b == len(spaces) and last_clipped):
            shuts = {end for _, end in gate or []}
            departures += [t for t in range(max(b - early, a + 1), b) if spaces[t] < spaces[t - 1] or t in shuts]
            departures = [t for t in departures if _passes(gate, t)]
        cuts.append([(x, y) for x in arrivals for y in departures if y > x and min(spaces[x:y]) > 0])
    return excused, wanted, cuts


def _passes(gate: list[Pair] | None, minute: int) -> bool:
    return gate is None or any(start <= minute <= end for start, end in gate)


def options(data: Data, matrix: Matrix = ()) -> dict[tuple[str, str], Option]:
    """Every lot that every resident can use, by (resident id, lot id)."""
    found = {}
    for resident, lot in itertools.product(data["residents"], data["lots"]):
        walk = walk_seconds(data, resident, lot, matrix)
        if walk <= walk_limit_seconds(data, resident) and admits(lot, resident):
            excused, wanted, cuts = hours(data, resident, lot)
            if wanted and all(cuts):
                found[resident["id"], lot["id"]] = Option(walk, excused, wanted, cuts)
    return found


def reasons(data: Data, served: Iterable[str] = (), matrix: Matrix = ()) -> dict[str, str]:
    """Why each resident who is not served is refused."""
    usable = {resident for resident, _ in options(data, matrix)}
    result = {}
    for resident in data["residents"]:
        limit = walk_limit_seconds(data, resident)
        near = [lot for lot in data["lots"] if walk_seconds(data, resident, lot, matrix) <= limit]
        if resident["id"] in served:
            continue
        if not near:
            result[resident["id"]] = "no-lot-in-walk"
        elif not any(admits(lot, resident) for lot in near):
            result[resident["id"]] = "not-admitted"
        else:
            result[resident["id"]] = "full" if resident["id"] in usable else "no-matching-hours"
    return result


# --------------------------------------------------------------------------------------------------------- brute force


def is_move(data: Data, resident: Data, lot: str) -> bool:
    """Whether a resident with a current lot that exists would get another one."""
    current = get(resident, "current_lot")
    return current in {each["id"] for each in data["lots"]} and current != lot


def keeps_max_moves(data: Data, placed: dict[str, str]) -> bool:
    """Whether no more residents are moved than the policy allows."""
    most = get(get(data, "policy", {}), "max_moves")
    moves = sum(one["id"] in placed and is_move(data, one, placed[one["id"]]) for one in data["residents"])
    return most is None or moves <= most


def objectives(data: Data) -> list[str]:
    return list(get(get(data, "policy", {}), "objectives", ["priority", "keep", "walk", "trim"]))


def ticket(data: Data, resident: Data) -> int:
    text = f"{get(get(data, 'policy', {}), 'lottery_seed', '')}:{resident['id']}"
    return int(hashlib.sha256(text.encode()).hexdigest()[:6], 16)


def minutes_cut(option: Option, cuts: Sequence[Pair]) -> int:
    """Minutes cut or excused where each stay is held as in ``cuts``."""
    wanted = sum(b - a for a, b in option.wanted + option.excused)
    return wanted - sum(b - a for a, b in cuts)


def level_value(data: Data, objective: str, placed: dict[str, str], found: dict[tuple[str, str], Option], trim: int) -> int:
    """Value of one level, where ``placed`` gives the lot of every resident served and ``trim`` their minutes cut."""
    served = [resident for resident in data["residents"] if resident["id"] in placed]
    match objective:
        case "priority":
            return sum(get(resident, "priority", 1) for resident in served)
        case "served":
            return len(served)
        case "keep":
            return sum(get(resident, "current_lot") == placed[resident["id"]] for resident in served)
        case "walk":
            return sum(found[pair].walk_seconds for pair in placed.items())
        case "lottery":
            return sum(ticket(data, resident) for resident in served)
        case _:
            return trim


class LotCapacity:
    """Who can be in one lot together, and with how few minutes cut."""

    def __init__(self, data: Data, lot: Data, found: dict[tuple[str, str], Option]) -> None:
        self.options = {resident: option for (resident, lot_id), option in found.items() if lot_id == lot["id"]}
        spaces = capacity(data, lot).tolist()
        kinds = {kind["kind"]: kind for kind in get(lot, "kinds", [])}
        exclusive = {name for name, kind in kinds.items() if get(kind, "exclusive", False)}
        reserved = sum(kinds[name]["spaces"] for name in exclusive)
        needs = {resident["id"]: set(get(resident, "needs", [])) for resident in data["residents"]}
        self.counts_in = {
            resident: ("total", *(f"kind {need}" for need in sorted(needs[resident])), *(() if needs[resident] & exclusive else ("rest",)))
            for resident in self.options
        }
        # Between two of these minutes capacity is constant and nobody arrives: to look at them is to look at every minute.
        arrivals = {start for option in self.options.values() for cuts in option.cuts for start, _ in cuts}
        self.minutes = sorted(arrivals | {t for t in range(1, len(spaces)) if spaces[t] != spaces[t - 1]})
        self.limits = {f"kind {name}": [kind["spaces"]] * len(self.minutes) for name, kind in kinds.items()}
        self.limits["total"] = [spaces[t] for t in self.minutes]
        self.limits["rest"] = [max(0, spaces[t] - reserved) for t in self.minutes]
        self._least: dict[frozenset[str], int | None] = {frozenset(): 0}

    def least_trim(self, residents: frozenset[str]) -> int | None:
        """Fewest minutes cut or excused with exactly these residents here; None where they do not fit."""
        if residents not in self._least:
            fewer = (residents - {resident} for resident in residents)
            fits = len(residents) == 1 or all(self.least_trim(others) is not None for others in fewer)
            self._least[residents] = self._search(residents) if fits else None
        return self._least[residents]

    def _search(self, residents: frozenset[str]) -> int | None:
        """Choose the cut of every stay, in the order in which the stays are wanted.

        A state is the cars that may still be there when the next stay is wanted; of all ways to reach it only the one
        with the fewest minutes cut matters.
        """
        stays = sorted(
            (stay, cuts, self.counts_in[resident])
            for resident in residents
            for stay, cuts in zip(self.options[resident].wanted, self.options[resident].cuts, strict=True)
        )
        states: dict[tuple[Held, ...], int] = {(): sum(minutes_cut(self.options[one], self.options[one].wanted) for one in residents)}
        for (a, b), cuts, counts_in in stays:
            following: dict[tuple[Held, ...], int] = {}
            for state, trim in states.items():
                here = [held for held in state if held[1] > a]
                for x, y in cuts:
                    if self._fits(here, (x, y, counts_in)):
                        reached = tuple(sorted([*here, (x, y, counts_in)]))
                        cost = trim + (b - a) - (y - x)
                        following[reached] = min(cost, following.get(reached, cost))
            states = following
        return min(states.values(), default=None)

    def _fits(self, here: list[Held], new: Held) -> bool:
        x, y, counts_in = new
        for index in range(bisect_left(self.minutes, x), bisect_left(self.minutes, y)):
            minute = self.minutes[index]
            present = [profiles for start, end, profiles in here if start <= minute < end]
            for profile in counts_in:
                if 1 + sum(profile in profiles for profiles in present) > self.limits[profile][index]:
                    return False
        return True


@dataclass(frozen=True)
class Best:
    """The best level values, in the order of the objectives, and one assignment (resident id to lot id) that has them."""

    values: tuple[int, ...]
    placed: dict[str, str]


def best_schedule(data: Data, matrix: Matrix = ()) -> Best:
    """The best schedule: every assignment is looked at, the most promising first, until none left can be better."""
    found = _best(data, matrix, None)
    assert found is not None  # nobody served is a schedule too
    return found


def best_serving(data: Data, resident: str, matrix: Matrix = ()) -> Best | None:
    """The best schedule among those that serve a resident, None where none does."""
    return _best(data, matrix, resident)


def _best(data: Data, matrix: Matrix, serving: str | None) -> Best | None:
    found = options(data, matrix)
    lots = {lot["id"]: LotCapacity(data, lot, found) for lot in data["lots"]}
    names = objectives(data)
    signs = [-1 if name in LEAST else 1 for name in names]

    def values(placed: dict[str, str], trim: int) -> tuple[int, ...]:
        return tuple(sign * level_value(data, name, placed, found, trim) for sign, name in zip(signs, names, strict=True))

    alone = {(one, lot): lots[lot].least_trim(frozenset([one])) for one, lot in found}
    usable = {pair: trim for pair, trim in alone.items() if trim is not None}
    assignments = (placed for placed in _assignments(data, list(usable)) if serving is None or serving in placed)
    hopeful = ((values(placed, sum(usable[pair] for pair in placed.items())), placed) for placed in assignments)
    best: tuple[tuple[int, ...], dict[str, str]] | None = None
    for promise, placed in sorted(hopeful, key=lambda item: item[0], reverse=True):
        if best is not None and promise <= best[0]:
            break
        trims = [lots[lot].least_trim(frozenset(one for one, there in placed.items() if there == lot)) for lot in lots]
        if None not in trims:
            reached = values(placed, sum(trim for trim in trims if trim is not None))
            best = (reached, placed) if best is None or reached > best[0] else best
    if best is None:
        return None
    return Best(tuple(sign * value for sign, value in zip(signs, best[0], strict=True)), best[1])


def best(data: Data, matrix: Matrix = ()) -> tuple[int, ...]:
    """The best level values, in the order of the objectives."""
    return best_schedule(data, matrix).values


def _assignments(data: Data, usable: list[Pair] | list[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Every way to give each resident one of its usable lots or none, without too many moves."""
    ids = [resident["id"] for resident in data["residents"]]
    choices = [[None, *(lot for one, lot in usable if one == resident)] for resident in ids]
    for chosen in itertools.product(*choices):
        placed = {resident: str(lot) for resident, lot in zip(ids, chosen, strict=True) if lot is not None}
        if keeps_max_moves(data, placed):
            yield placed
