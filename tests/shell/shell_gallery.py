"""A small gallery for the shell's tests: what works, what is broken, what is looking for a partner, and a registry with mistakes."""

from __future__ import annotations

import shutil
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

REGISTRY = """\
gallery:
  title: Test gallery
  institution: Example University
  demonstration: true
courses:
  PHYS1:
    title: Oscillations
    department: Physics
    year: 1
    visualisations: [{id: swing, note: Before lecture 7}, broken]
  MATH2:
    title: Analysis <b>of</b> waves
    year: 2
    visualisations: [bell, misspelt]
visualisations:
  swing:
    title: What friction does to a swing
    summary: Trade damping against frequency.
    subject: Physics / Mechanics
    level: 1
    keywords: [oscillation, dämpfung]
    coders: [ada]
    fact_checkers: [elin]
  bell:
    title: How a bell *rings* <script>
    summary: The same motion, faster.
    subject: Mathematics
    level: 2
    coders: [ben]
    fact_checkers: []
  broken:
    title: A plugin with a fault
    subject: Physics / Optics
    level: 1
    coders: [ben]
    fact_checkers: [elin]
  misspelt:
    title: Its entry is wrong
    chekers: [elin]
"""

PEOPLE = {
    "ada": "name: Ada Example\nrole: student\ndepartment: Physics\nexample: true\nlogin: ada.secret@example.org\n",
    "ben": "name: Ben Demo\nrole: student\nabout: Likes bells.\n",
    "elin": "name: Dr Elin Example\nrole: staff\ndepartment: Physics\norcid: 0000-0002-1825-0097\nexample: true\n",
}

FAULT = "from covis import Visualisation\n\nthis_is_not_defined\n"


def write(root: Path, *, registry: str = REGISTRY) -> Path:
    """Write the gallery into a folder and return the folder."""
    (root / "registry.yaml").write_text(registry, encoding="utf-8")
    (root / "contributors").mkdir()
    for id, text in PEOPLE.items():
        (root / "contributors" / f"{id}.yaml").write_text(text, encoding="utf-8")
    for id in ("swing", "bell", "broken", "misspelt"):
        shutil.copytree(REPOSITORY / "visualisations" / "damped_oscillator", root / "visualisations" / id)
    (root / "visualisations" / "broken" / "__init__.py").write_text(FAULT, encoding="utf-8")
    return root
