"""The proofs that a schedule carries: what is wrong with them in themselves, and the prices of those that are well formed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parking_share.catalogue import Objective
from parking_share.schedule import LevelProof, Rounding
from parking_share.texts import _
from parking_share.verification.ground import Ground
from parking_share.verification.lists import LARGEST, read_lists
from parking_share.verification.pricing import Priced
from parking_share.verification.rounding import ReadRounding, rounding
from parking_share.verification.violation import quoted


@dataclass(frozen=True)
class ReadProof:
    """A level's proof, as far as it can be used.

    ``priced`` is None where there is none or it has ``faults``. ``by_search`` says whether a search is said to have closed
    what the prices leave open.
    """

    priced: Priced | None = None
    by_search: bool = False
    faults: list[str] = field(default_factory=list)


def read_proofs(ground: Ground, entries: Sequence[LevelProof | None] | None) -> list[ReadProof]:
    """The proof of each level of the policy; without any where the entries are not one for each level."""
    objectives = ground.scenario.policy.objectives
    if entries is None or len(entries) != len(objectives):
        return [ReadProof() for _name in objectives]
    return [_read(ground, list(objectives[: number + 1]), entry) for number, entry in enumerate(entries)]


def _read(ground: Ground, levels: list[Objective], proof: LevelProof | None) -> ReadProof:
    """The proof of the last of ``levels``."""
    if proof is None:
        return ReadProof()
    if proof.objective != levels[-1]:
        return ReadProof(faults=[_("is for '%(level)s'; the proofs stand in the order of the levels", level=proof.objective)])
    weights: dict[Objective, int] = {name: weight for name, weight in proof.weights if weight}  # type: ignore[misc]
    strange = [name for name in weights if name not in levels]
    faults = [_("has a weight for '%(level)s', which is not this level nor one above it", level=name) for name in strange]
    if proof.objective not in weights:
        faults.append(_("gives this level itself no weight"))
    if max(weights.values(), default=0) >= LARGEST:
        faults.append(_("has a weight of more than 1,000 digits"))
    prices, wrong = read_lists(ground, proof.prices)
    faults += [_("has %(fault)s", fault=fault) for fault in wrong]
    roundings, wrong = read_roundings(ground, proof.roundings)
    faults += [_("has, in rounding %(fault)s", fault=fault) for fault in wrong]
    if faults:
        return ReadProof(faults=faults)
    longest_walk = int(ground.walks.allowed.max(initial=0))
    return ReadProof(Priced(weights, prices, roundings, ground.residents, longest_walk, ground.length), proof.search)


def read_roundings(ground: Ground, entries: Sequence[Rounding]) -> tuple[list[ReadRounding], list[str]]:
    """The roundings, up to the first that has faults; and the faults, each after the number of its rounding."""
    read: list[ReadRounding] = []
    faults: list[str] = []
    for number, entry in enumerate(entries):
        minutes, wrong = read_lists(ground, entry.minutes)
        wrong += _faults(ground, entry, number)
        if not wrong and not faults:
            residents = {ground.resident_idx[name]: weight for name, weight in entry.residents.items()}
            moves = entry.moves, ground.scenario.policy.max_moves or 0
            read.append(rounding(entry.divisor, entry.price, minutes, residents, moves, entry.earlier, read))
            if max(read[-1].limit, read[-1].most) >= LARGEST:
                wrong.append(_("a share or a limit of more than 1,000 digits"))
        faults += [_("%(number)s, %(fault)s", number=number, fault=fault) for fault in wrong]
    return read, faults


def _faults(ground: Ground, entry: Rounding, number: int) -> Iterator[str]:
    """What is wrong with a rounding beside its minutes."""
    for name in entry.residents:
        if name not in ground.resident_idx:
            yield _("a weight for the resident %(resident)s, whom the scenario does not have", resident=quoted(name))
    for other in entry.earlier:
        if not 0 <= other < number:
            yield _("a weight for rounding %(number)s, which is not one before it", number=other)
    if entry.moves and ground.scenario.policy.max_moves is None:
        yield _("a weight for moves, which the policy does not cap")
    if max(entry.divisor, entry.price, entry.moves, *entry.residents.values(), *entry.earlier.values()) >= LARGEST:
        yield _("a number of more than 1,000 digits")
