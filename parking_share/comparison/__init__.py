"""What is different in another solved scenario: inputs, levels, residents, walks, lots, people."""

from parking_share.comparison.comparison import DIRECTION, UNLIKE, Comparison, Side, compare
from parking_share.comparison.groups import GroupRow
from parking_share.comparison.inputs import InputRow
from parking_share.comparison.levels import LevelRow
from parking_share.comparison.lots import LotRow
from parking_share.comparison.moves import Changes, Move, changes, moves
from parking_share.comparison.pair import Changed, Pair
from parking_share.comparison.people import PERSON_CHANGES, Person, PersonChange
from parking_share.comparison.solved import Solved

__all__ = [
    "DIRECTION",
    "PERSON_CHANGES",
    "UNLIKE",
    "Changed",
    "Changes",
    "Comparison",
    "GroupRow",
    "InputRow",
    "LevelRow",
    "LotRow",
    "Move",
    "Pair",
    "Person",
    "PersonChange",
    "Side",
    "Solved",
    "changes",
    "compare",
    "moves",
]
