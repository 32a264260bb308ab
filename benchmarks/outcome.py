"""What one measured run found: plain data that passes from process to process and into the file of results."""

from __future__ import annotations

from dataclasses import dataclass, field

OURS = "parking-share"
FEWER_ROWS = "-fewer-rows"
"""Ending of a solver's name: it gets only the capacity rows that parking-share would keep."""

SOLVERS = {
    OURS: "**parking-share**",
    "fcfs": "first come first served",
    "lottery": "lottery",
    "glop-lp": "GLOP, relaxation",
    "highs-lp": "HiGHS, relaxation",
    "glop-lp-fewer-rows": "GLOP, relaxation, fewer rows",
    "highs-lp-fewer-rows": "HiGHS, relaxation, fewer rows",
    "scip": "SCIP",
    "scip-fewer-rows": "SCIP, fewer rows",
    "highs": "HiGHS",
    "cp-sat": "CP-SAT",
}
"""Everything that is measured on each instance, in this order, and how the page calls it."""
HEURISTICS = ("fcfs", "lottery")
LEAST = ("walk", "trim")
"""Levels whose value is to be small; the package's catalogue says the same, and is not loaded here."""
NOT_STARTED = "not started: "
"""How the note of a solver begins that was left out."""


@dataclass(frozen=True)
class Outcome:
    """One solver on one instance.

    ``first_value`` and ``first_bound`` are those of the policy's first level, ``first_seconds`` the wall time until it was
    left. ``values`` and ``bounds`` have one entry a level, in order (None where there is none), and ``seconds`` is the
    time to them. ``build_seconds`` is spent before, on the matrix. ``cpu_seconds`` and ``peak_mb`` are the whole
    process's, reading and expanding included. ``note`` says in words what went wrong, if anything did.

    Of parking-share only: ``phases``, wall seconds by name, and ``proofs``, for each level what the verifier says of its
    proof and the bound that the prices alone prove.
    """

    instance: str
    solver: str
    first_value: int | None = None
    first_bound: float | None = None
    first_seconds: float | None = None
    values: tuple[int | None, ...] = ()
    bounds: tuple[float | None, ...] = ()
    seconds: float | None = None
    build_seconds: float | None = None
    cpu_seconds: float | None = None
    peak_mb: float | None = None
    note: str = ""
    phases: dict[str, float] = field(default_factory=dict)
    proofs: tuple[tuple[str, int | None], ...] = ()

    @property
    def was_started(self) -> bool:
        """Whether it ran at all."""
        return not self.note.startswith(NOT_STARTED)

    @property
    def first_proved(self) -> bool:
        """Whether the first level's optimum is known."""
        return self.first_value is not None and self.first_value == self.first_bound

    @property
    def num_proved(self) -> int:
        """How many levels are proved, from the first on without a break."""
        proved = [value is not None and value == bound for value, bound in zip(self.values, self.bounds, strict=True)]
        return proved.index(False) if False in proved else len(proved)


@dataclass(frozen=True)
class Size:
    """How big an instance is: of the scenario, of its options, and of the plain integer program made of them.

    ``fewer_rows`` and ``fewer_entries`` are those of the program with fewer rows. The limit is ``factor`` times the base limit.
    """

    instance: str
    what: str
    objectives: tuple[str, ...]
    lots: int
    spaces: int
    residents: int
    options: int
    columns: int
    rows: int
    entries: int
    expand_seconds: float
    fewer_rows: int | None = None
    fewer_entries: int | None = None
    factor: float = 1.0

    def entries_for(self, solver: str) -> int:
        """Entries of the program that a solver gets."""
        fewer = self.fewer_entries if solver.endswith(FEWER_ROWS) else None
        return self.entries if fewer is None else fewer


@dataclass(frozen=True)
class CommandRun:
    """A command run several times: wall seconds of each, peak memory of the largest, and the schedule's status if any."""

    command: str
    seconds: tuple[float, ...]
    peak_mb: float
    status: str
