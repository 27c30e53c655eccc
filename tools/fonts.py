"""Makes covis/web/fonts/: the characters that nearly every page needs, from the fonts in Streamlit's package.

`python -m tools.fonts`, after a new Streamlit; it needs fonttools. A page loads the whole font only for a character that is not in here.
The names inside are ours, because the SIL Open Font License reserves "Source" for the unchanged fonts.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from covis.web.assets import FONTS, SMALL_FONTS, font_files

RANGES = (
    "U+20-7E,U+A0-FF,U+131,U+152-153,U+2D9,U+3D1,U+3D5,U+3F5,U+391-3A9,U+3B1-3C9,U+2009"
    ",U+202F,U+2013-2014,U+2018-201A,U+201C-201E,U+2039-203A,U+2022,U+2026,U+2032-2033,U+2070-209C,U+2190-2193,U+2202"
    ",U+2206,U+220F,U+2211-2212,U+221A,U+221D,U+221E,U+222B,U+2248,U+2260,U+2264-2265,U+25B8,U+25BE"
)
AXES: dict[str, dict[str, float | tuple[float, float]]] = {"sans.woff2": {"wght": (400, 700)}, "serif.woff2": {"wght": 600, "opsz": 24}}
NAMES = {"sans.woff2": "Covis Sans", "serif.woff2": "Covis Serif"}


def characters(ranges: str) -> set[int]:
    """Code points of a CSS unicode-range."""
    ends = [part.removeprefix("U+").split("-") for part in ranges.split(",")]
    return {code for each in ends for code in range(int(each[0], 16), int(each[-1], 16) + 1)}


def main() -> None:
    for name in FONTS:
        font = TTFont(font_files(name)[0])
        options = Options()
        options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "tnum"]
        options.name_IDs = [0, 13, 14]  # copyright and licence
        options.hinting = False
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters(RANGES))
        subsetter.subset(font)
        font = instantiateVariableFont(font, {each.axisTag: AXES[name].get(each.axisTag) for each in font["fvar"].axes})
        for number in (1, 4, 6):
            font["name"].setName(NAMES[name].replace(" ", "") if number == 6 else NAMES[name], number, 3, 1, 0x409)
        font.flavor = "woff2"
        target = Path(SMALL_FONTS) / name
        font.save(target)
        print(f"{target.name}: {target.stat().st_size} of {font_files(name)[0].stat().st_size} bytes")


if __name__ == "__main__":
    main()
