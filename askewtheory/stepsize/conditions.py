"""The conditions of the lemmas and theorems, as printed and as repaired, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from askewtheory.exact import simplified
from askewtheory.method import Method
from askewtheory.stepsize.cells import Cell
from askewtheory.stepsize.order import greatest, shown, sign


@dataclass(frozen=True)
class Side:
    """One condition at one stepsize: ``left`` relation ``right``.

    Parameters
    ----------
    formula
        The condition in letters.
    left, right
        Its two sides; ``None`` where a constant is not declared.
    relation
        ``"<"`` or ``"<="``.
    note
        ``"unsatisfiable"``, which constant is missing, or empty.
    """

    formula: str
    left: Any
    relation: str
    right: Any
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether it holds, decided exactly for exact input; ``None`` if it cannot be evaluated."""
        if self.left is None or self.right is None:
            return None
        order = sign(self.left, self.right)
        return order < 0 or (order == 0 and self.relation == "<=")

    @property
    def margin(self) -> Any:
        """``right - left``: negative by how much it fails."""
        if self.left is None or self.right is None:
            return None
        if isinstance(self.right, float) and self.right == float("inf"):
            return self.right
        return simplified(self.right - self.left)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "formula": self.formula,
            "left": shown(self.left),
            "right": shown(self.right),
            "margin": shown(self.margin),
            "holds": self.holds,
            "note": self.note,
        }


@dataclass(frozen=True)
class Condition:
    """A condition with its source, the level where it is tightest, and both versions."""

    name: str
    source: str
    level: Any
    printed: Side | None
    repaired: Side | None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "name": self.name,
            "source": self.source,
            "level": None if self.level is None else str(self.level),
            "printed": self.printed and self.printed.to_dict(),
            "repaired": self.repaired and self.repaired.to_dict(),
        }


@dataclass(frozen=True)
class Setting:
    """What the conditions are evaluated at."""

    scope: list[Cell]
    method: Method
    gradient_bound: Any
    smoothness: Any
    stepsize: Any

    @property
    def speed(self) -> Any:
        """B = max(G, M_c)."""
        return greatest([self.gradient_bound, self.method.clip])


def conditions(s: Setting) -> list[Condition]:
    """Return every condition at the setting's stepsize, each at the level where it is tightest."""
    rows = [_separation(s), *_interior(s), *_ends(s), *_common(s)]
    return [row for row in rows if row is not None]


def _separation(s: Setting) -> Condition:
    power = "Δ²/4" if s.method.kind == "quadratic" else "Δ⁴/16"
    return Condition(
        "epsilon separates the levels",
        "Lemma 2",
        None,
        Side(f"ε ≤ min {power}", s.method.epsilon, "<=", s.method.separating_epsilon),
        Side(f"ε < min {power}", s.method.epsilon, "<", s.method.separating_epsilon),
    )


Evaluate = Callable[[Cell], tuple[Side | None, Side]]


def _tightest(name: str, source: str, scope: list[Cell], evaluate: Evaluate) -> Condition | None:
    """Return the condition at the cell where its repaired margin is least."""
    best: tuple[Any, Condition] | None = None
    for cell in scope:
        printed, repaired = evaluate(cell)
        margin = repaired.margin
        if best is None or sign(margin, best[0]) < 0:
            best = margin, Condition(name, source, cell.level, printed, repaired)
    return best and best[1]


def _interior(s: Setting) -> list[Condition | None]:
    inner = [cell for cell in s.scope if cell.left is not None and cell.right is not None]
    step, force = s.stepsize * s.speed, s.stepsize * s.method.clip
    pull = s.stepsize * s.gradient_bound

    def second(cell: Cell) -> tuple[Side, Side]:
        half = min_half(cell)
        return (
            Side("γ·max{L, M_c} < q₋ − m_left", step, "<", cell.left_half),
            Side("γG ≤ min(D_left, D_right)/2", pull, "<=", half),
        )

    def third(cell: Cell) -> tuple[Side, Side]:
        room = _least_room(cell)
        return (
            Side("γ·max{L, M_c} < m_left − q₊", step, "<", simplified(cell.left - cell.upper),
                 "unsatisfiable: the right side is negative"),
            Side("γM_c ≤ min(m_right − q₋, q₊ − m_left)", force, "<=", room),
        )  # fmt: skip

    return [
        _tightest("no step across the interval", "Lemma 3, first term", inner, _width(s)),
        _tightest("the gradient stays in the basin", "Lemma 3, second term", inner, second),
        _tightest("the force stays in the basin", "Lemma 3, third term", inner, third),
    ]


def _ends(s: Setting) -> list[Condition | None]:
    left = [cell for cell in s.scope if cell.left is None]
    right = [cell for cell in s.scope if cell.right is None]
    step, pull = s.stepsize * s.speed, s.stepsize * s.gradient_bound

    def at_left(cell: Cell) -> tuple[Side, Side]:
        return (
            Side("γ·max{L, M_c} < m − q₊", step, "<", cell.right_half),
            Side("γG ≤ D/2", pull, "<=", cell.right_half),
        )

    def at_right(cell: Cell) -> tuple[Side, Side]:
        return (
            Side("γ·max{L, M_c} < m − q₋", step, "<", simplified(cell.left - cell.lower),
                 "unsatisfiable: the right side is negative"),
            Side("γG ≤ D/2", pull, "<=", cell.left_half),
        )  # fmt: skip

    def force(cell: Cell) -> tuple[None, Side]:
        if cell.left is None:
            room, formula = simplified(cell.right - cell.lower), "γM_c ≤ m − q₋"
        else:
            room, formula = simplified(cell.upper - cell.left), "γM_c ≤ q₊ − m"
        return None, Side(formula, s.stepsize * s.method.clip, "<=", room)

    return [
        _tightest("no step across the interval", "Lemma 4, left, first term", left, _width(s)),
        _tightest("the gradient stays in the basin", "Lemma 4, left, second term", left, at_left),
        _tightest("no step across the interval", "Lemma 4, right, first term", right, _width(s)),
        _tightest(
            "the gradient stays in the basin", "Lemma 4, right, second term", right, at_right
        ),
        _tightest("the force stays in the basin", "Lemma 4'", left + right, force),
    ]


def _common(s: Setting) -> list[Condition | None]:
    gamma, pull = s.stepsize, s.stepsize * s.gradient_bound

    def third_of_middle(cell: Cell) -> tuple[Side | None, Side]:
        third = simplified(2 * min_half(cell) / 3)
        printed = None if cell in ends else Side("γ < D/3", gamma, "<", third)
        return printed, Side("γG ≤ D/3", pull, "<=", third)

    def whole_step(cell: Cell) -> tuple[None, Side]:
        return None, Side("γB ≤ D/2", gamma * s.speed, "<=", min_half(cell))

    def overshoot(cell: Cell) -> tuple[None, Side]:
        excess = simplified(gamma * (s.method.clip - s.gradient_bound))
        return None, Side("γ(M_c − G) ≤ q₊ − q₋", excess, "<=", cell.width)

    ends = [cell for cell in s.scope if cell.left is None or cell.right is None]
    inner = [cell for cell in s.scope if cell not in ends]
    smooth = s.smoothness
    letter = s.gradient_bound if smooth is None else smooth
    rows = [
        # case (c) of the corollary prints the term; (a) and (b), the end levels, leave it out
        _tightest("the force is at most 2αδ", "Corollary 1 (c), with Lemma 2", inner,
                  third_of_middle),
        _tightest("the force is at most 2αδ", "Corollary 1', end levels", ends, third_of_middle),
        _tightest("any step stays in the basin", "Corollary 1'", s.scope, whole_step),
        _tightest("no overshoot by the force", "Corollary 1''", s.scope, overshoot),
        Condition("descent", "Theorems 2 and 3", None,
                  Side("γL < 1", gamma * letter, "<", _one(gamma),
                       "L is undefined; read as " + ("G" if smooth is None else "M_s")),
                  _descent(s)),
        Condition("no overshoot at any ε", "Lemma 5', alternative", None, None,
                  Side("γα ≤ 1/2", gamma * s.method.alpha, "<=", _one(gamma) / 2)),
    ]  # fmt: skip
    return rows


def _descent(s: Setting) -> Side:
    if s.smoothness is None:
        return Side("γM_s ≤ 1", None, "<=", _one(s.stepsize), "smoothness is not declared")
    return Side("γM_s ≤ 1", s.stepsize * s.smoothness, "<=", _one(s.stepsize))


def _width(s: Setting) -> Evaluate:
    def evaluate(cell: Cell) -> tuple[Side, Side]:
        step = s.stepsize * s.speed
        return (
            Side("γ·max{L, M_c} < q₊ − q₋", step, "<", cell.width),
            Side("γB ≤ q₊ − q₋", step, "<=", cell.width),
        )

    return evaluate


def min_half(cell: Cell) -> Any:
    """Return D/2 for the smaller of the cell's infeasible middles."""
    halves = cell.halves
    return halves[0] if len(halves) == 1 or sign(halves[0], halves[1]) <= 0 else halves[1]


def _least_room(cell: Cell) -> Any:
    rooms = simplified(cell.right - cell.lower), simplified(cell.upper - cell.left)
    return rooms[0] if sign(rooms[0], rooms[1]) <= 0 else rooms[1]


def _one(like: Any) -> Any:
    from fractions import Fraction

    return 1.0 if isinstance(like, float) else Fraction(1)
