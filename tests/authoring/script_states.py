"""The page's own statement of what a state is (runtime/state, runtime/controls), run in V8 without a browser."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

RUNTIME = Path(__file__).resolve().parents[2] / "covis" / "runtime"
FILES = ("state/format.js", "state/kinds.js", "state/range.js", "state/views.js", "state/state.js", "state/history.js", "state/points.js")
# A browser has these; building elements is not what is asked here.
BROWSER = """
class URLSearchParams {
  constructor(text) { this.pairs = text.split("&").filter(Boolean).map((part) => part.split(/=(.*)/s)); }
  *[Symbol.iterator]() {
    const decoded = (text) => decodeURIComponent(text.replaceAll("+", " "));
    for (const [name, value = ""] of this.pairs) yield [decoded(name), decoded(value)];
  }
}
"""
ASKED = """
const answer = (text) => {
  const { controls, given, fragment, raw } = JSON.parse(text);
  const state = new State(controls);
  const out = { legal: {}, problems: {}, snapped: {}, moved: {} };
  for (const control of controls) {
    const kind = kindOf(control);
    const value = given[control.name];
    out.problems[control.name] = kind.problem(control, value);
    if (!out.problems[control.name]) {
      const normal = kind.normal(control, value);
      out.legal[control.name] = [normal, kind.number(control, normal), kind.words(control, normal), kind.read(control, String(normal))];
      state.values[control.name] = normal;
    }
    if (control.low !== undefined) {
      out.snapped[control.name] = raw.map((share) => snap(control, control.low + share * (control.high - control.low)));
      out.moved[control.name] = [1, -1, 10, -10].map((count) => nudge(control, control.start, count));
    }
  }
  out.fragment = state.toFragment();
  out.read = state.fromFragment(fragment ?? out.fragment).changes;
  return JSON.stringify(out);
};
"""


def _module(path: Path) -> str:
    """A module's text for a script that holds all of them: no imports, no exports, its own names kept apart."""
    text = re.sub(r"^import .*?;\n", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"^export ", "", text, flags=re.M)


@cache
def _engine() -> MiniRacer:
    engine = MiniRacer()
    kinds = sorted(path.stem for path in (RUNTIME / "controls").glob("*.js") if "register(" in path.read_text(encoding="utf-8"))
    parts = [BROWSER, *(_module(RUNTIME / file) for file in FILES)]
    # Each kind's file in a scope of its own: every one has a `build`.
    parts += [f"{{\n{_module(RUNTIME / 'controls' / f'{kind}.js')}\n}}" for kind in kinds]
    engine.eval("\n".join([*parts, ASKED, "globalThis.answer = answer"]))
    return engine


def script(controls: list[dict[str, Any]], given: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What JavaScript says of values that are given to controls of a document."""
    text = json.dumps({"controls": controls, "given": given, "raw": [], **more})
    answer: dict[str, Any] = json.loads(_engine().call("answer", text))
    return answer
