"""A document holds all that it shows: what would make a browser fetch from elsewhere is an error at the line of its plot or mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.compiler.addresses import outside
from tests.compiler.compiler_world import HEAD, TAIL, compiled, write

PIXEL = "data:image/png;base64,iVBORw0KGgo="
HOST = "elsewhere.example"
LAYOUTS = [
    {"images": [{"source": f"https://{HOST}/a.png"}]},
    {"images": [{"source": "/covis/a.png"}]},
    {"images": [{"source": "a.png"}, {"source": PIXEL}]},
    {"title": {"text": f'<a href="https://{HOST}">look</a>'}},
    {"title": {"text": "<a href='&#104;ttps&#58;&#47;&#47;elsewhere.example'>look</a>"}},
    {"annotations": [{"text": f'<span style="fill: url(//{HOST}/a.svg#x)">x</span>', "x": 1, "y": 1}]},
    {"annotations": [{"text": '<span style="fill: \\75 rl(a.svg)">x</span>', "x": 1, "y": 1}]},
    {"font": {"family": f"x; background: url(http://{HOST}/f)"}},
    {"font": {"family": f"//{HOST}/font.woff"}},
    {"xaxis": {"title": {"text": f"htt\tps:/\n/{HOST}"}}},
    {"template": {"layout": {"images": [{"source": f"http://{HOST}/a.png"}]}}},
    {"updatemenus": [{"buttons": [{"method": "relayout", "args": [{"images[0].source": f"http://{HOST}/a.png"}]}]}]},
    {"meta": {f"https://{HOST}": 1}},
    {"geo": {"scope": "europe"}},
    {"map": {"style": "basic"}},
    {"mapbox": {"style": "open-street-map"}},
]
FINE = [
    {"images": [{"source": PIXEL}]},
    {"title": {"text": "v = x/t, a < b && c // d (see Main, ch. 3)"}},
    {"font": {"family": "Georgia, serif"}, "showlegend": False},
    {"xaxis": {"tickvals": [0, 1], "ticktext": ["0", "<i>T</i>/2"], "dtick": 1}},
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_a_layout_that_leads_elsewhere(layout: dict[str, object]) -> None:
    found = list(outside({"data": [], "layout": layout}))
    assert found and all(trace is None and "; " in message for trace, message in found)


@pytest.mark.parametrize("layout", FINE, ids=str)
def test_a_layout_that_holds_what_it_shows(layout: dict[str, object]) -> None:
    assert not list(outside({"data": [{"type": "scatter", "x": [0, None, 1.5], "name": "a/b"}], "layout": layout}))


@pytest.mark.parametrize("kind", ["scattergeo", "choropleth", "scattermap", "scattermapbox", "densitymap", "choroplethmapbox"])
def test_a_map_is_fetched_from_elsewhere(kind: str) -> None:
    [(trace, message)] = outside({"data": [{"type": "scatter"}, {"type": kind}], "layout": {}})
    assert trace == 1 and kind in message


@given(st.recursive(st.just(f"see http://{HOST}/"), lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(
    st.text(max_size=5), inner, min_size=1, max_size=3)), st.sampled_from(["layout", "data"]))  # fmt: skip
def test_an_address_is_found_wherever_it_is(value: object, side: str) -> None:
    figure = {"layout": {"x": value}, "data": []} if side == "layout" else {"layout": {}, "data": [{"type": "scatter", "x": value}]}
    assert list(outside(figure))


def test_the_finding_is_at_the_line_of_the_plot_or_of_the_mark(tmp_path: Path) -> None:
    plot = 'Plot(\n        Curve(y, over=t, name="decay"),\n        Trace("scatter", x=[0, 1], y=[0, 1], name="<a href=\'//b\'>b</a>"),\n'
    plot += f'        y="Amplitude", layout={{"images": [{{"source": "https://{HOST}/a.png"}}]}})'
    source = HEAD.replace("from covis import", "from covis import Trace,") + TAIL.replace(
        'Plot(Curve(y, over=t, name="decay"), y="Amplitude")', plot
    )
    write(tmp_path, source)
    lines = source.split("\n")
    found = compiled(tmp_path)
    assert found.edition is None
    assert {(lines[one.line - 1].strip()[:6], one.rule) for one in found.findings} == {
        ("plots=", "outside-address"), ("Trace(", "outside-address")
    }  # fmt: skip
