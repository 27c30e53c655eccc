"""Linear algebra by number: the solution of linear equations, and eigenvalues, of matrices up to 8 x 8."""

from __future__ import annotations

from typing import Any

import sympy

from covis.authoring.outputs import stated
from covis.authoring.place import AuthoringError, shown

LARGEST = 8


class Whole(sympy.Expr):
    """All the numbers of one computation: `Whole(n, *entries)`, the matrix row by row. Only its entries are expressions of their own."""

    is_commutative = True
    is_number = False  # also where all entries are numbers: SymPy is not to work it out

    def __new__(cls, *args: Any) -> Any:
        return super().__new__(cls, *map(sympy.sympify, args))

    @property
    def size(self) -> int:
        return int(self.args[0])

    @property
    def matrix(self) -> sympy.ImmutableMatrix:
        n = self.size
        return sympy.ImmutableMatrix(n, n, self.args[1 : n * n + 1])

    @property
    def right(self) -> sympy.ImmutableMatrix:
        """The right side of linear equations."""
        return sympy.ImmutableMatrix(self.args[self.size**2 + 1 :])


class Solution(Whole):
    """x with A x = b: n numbers; `Solution(n, *A, *b)`."""


class Eigenvalues(Whole):
    """The real and imaginary parts of n eigenvalues, by turns: 2 n numbers."""


class SymmetricEigenvalues(Whole):
    """The n eigenvalues of a symmetric matrix, rising."""


class Entry(sympy.Expr):
    """One of the numbers of a `Whole`: `Entry(k, whole)`, k from 0."""

    is_commutative = True
    is_extended_real = True
    is_number = False

    def __new__(cls, k: Any, whole: Any) -> Entry:
        self: Entry = super().__new__(cls, sympy.sympify(k), whole)
        return self

    @property
    def place(self) -> int:
        return int(self.args[0])

    @property
    def whole(self) -> Whole:
        found: Whole = self.args[1]
        return found

    def _eval_derivative(self, symbol: Any) -> Any:
        if symbol not in self.free_symbols:
            return sympy.S.Zero
        whole = self.whole
        if not isinstance(whole, Solution):
            raise AuthoringError("eigenvalues: an eigenvalue has no derivative here; write the one that you need as a root or a formula")
        found = sympy.Matrix([Entry(k, whole) for k in range(whole.size)])
        return Entry(self.place, Solution(whole.size, *whole.matrix, *(whole.right.diff(symbol) - whole.matrix.diff(symbol) * found)))

    def _sympystr(self, printer: Any) -> str:
        whole = self.whole
        if isinstance(whole, Solution):
            return f"solve({whole.matrix.tolist()}, {list(whole.right)})[{self.place}]"
        part = "" if isinstance(whole, SymmetricEigenvalues) else ("re ", "im ")[self.place % 2]
        return f"{part}eigenvalues({whole.matrix.tolist()})[{self._number}]"

    @property
    def _number(self) -> int:
        return self.place // (2 if isinstance(self.whole, Eigenvalues) else 1)

    def _latex(self, printer: Any) -> str:
        whole = self.whole
        matrix = printer.doprint(whole.matrix)
        if isinstance(whole, Solution):
            return rf"\left({matrix}^{{-1}} {printer.doprint(whole.right)}\right)_{{{self.place + 1}}}"
        value = rf"\lambda_{{{self._number + 1}}} {matrix}"
        return value if isinstance(whole, SymmetricEigenvalues) else rf"\operatorname{{{('re', 'im')[self.place % 2]}}}\left({value}\right)"


def solve(matrix: Any, right: Any) -> tuple[Entry, ...]:
    """The solution of linear equations, `matrix` times x is `right`, in every state: a tuple of expressions, one for each unknown.

    Parameters
    ----------
    matrix: a square SymPy Matrix, or a list of rows, of up to 8 rows, of expressions and numbers.
    right: as many expressions or numbers.

    By elimination with pivots. Where the matrix is singular to 15 digits, each is not-a-number: a gap. Each x_j has the unit of a right
    side over that of its entries. Raises AuthoringError, at the plugin's line, for what is no such matrix.

    >>> i_1, i_2 = solve([[R + r, -r], [-r, R + r]], [U, 0])
    """
    rows = _square("solve", matrix)
    given = list(right) if isinstance(right, sympy.MatrixBase | tuple | list) else None
    if given is None or len(given) != rows.rows:
        raise AuthoringError(f"solve: the right side {shown(right)} is not a list of {rows.rows} expressions, one for each row")
    whole = Solution(rows.rows, *rows, *(stated(f"solve: number {k} of the right side", one) for k, one in enumerate(given, 1)))
    return tuple(Entry(k, whole) for k in range(rows.rows))


def eigenvalues(matrix: Any) -> tuple[sympy.Expr, ...]:
    """The eigenvalues of a matrix in every state: a tuple of expressions, each eigenvalue as often as it is one.

    Parameters
    ----------
    matrix: a square SymPy Matrix, or a list of rows, of up to 8 rows, of real expressions and numbers.

    They rise by their real parts; those whose real parts are the same to 1e-9 of the largest rise by their imaginary parts. So every
    real part is continuous in the controls, and an imaginary part is as long as no two real parts cross. Those of a matrix that is
    symmetric as it is written are real; any others are complex, as re + I im: draw re(...), im(...) or Abs(...) of one. Raises
    AuthoringError, at the plugin's line, for what is no such matrix.

    >>> slow, fast = eigenvalues([[0, 1], [-k, -c]])
    """
    rows = _square("eigenvalues", matrix)
    if rows == rows.T:
        whole: Whole = SymmetricEigenvalues(rows.rows, *rows)
        return tuple(Entry(k, whole) for k in range(rows.rows))
    whole = Eigenvalues(rows.rows, *rows)
    return tuple(Entry(2 * k, whole) + sympy.I * Entry(2 * k + 1, whole) for k in range(rows.rows))


def _square(owner: str, given: Any) -> sympy.ImmutableMatrix:
    rows = given.tolist() if hasattr(given, "tolist") else given
    if not isinstance(rows, list | tuple) or not rows or not all(isinstance(row, list | tuple) and len(row) == len(rows) for row in rows):
        raise AuthoringError(f"{owner}: {shown(given)} is not a square matrix; write a list of rows such as [[a, b], [c, d]]")
    if len(rows) > LARGEST:
        raise AuthoringError(f"{owner}: the matrix has {len(rows)} rows; at most {LARGEST} are computed in the page")
    entries = [
        [stated(f"{owner}: the entry in row {i} and column {j}", one) for j, one in enumerate(row, 1)] for i, row in enumerate(rows, 1)
    ]
    return sympy.ImmutableMatrix(entries)
