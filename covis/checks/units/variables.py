"""What stands for the variable of an integral while its unit is worked out."""

from __future__ import annotations

import sympy

from covis.authoring.units import Unit


class Variable(sympy.Dummy):  # type: ignore[misc]
    """The variable of an integral, with the unit of its ends."""

    unit: Unit

    @classmethod
    def of(cls, symbol: sympy.Symbol, unit: Unit) -> Variable:
        made: Variable = cls(symbol.name)
        made.unit = unit
        return made

    def _sympystr(self, printer: object) -> str:
        return str(self.name)
