import typing

from .authoring.chance.draws import Random as Random
from .authoring.chance.draws import choice as choice
from .authoring.chance.draws import exponential as exponential
from .authoring.chance.draws import normal as normal
from .authoring.chance.expectation import Expectation as Expectation
from .authoring.chance.running import running_mean as running_mean
from .authoring.chance.running import running_sum as running_sum
from .authoring.controls.again import Again as Again
from .authoring.controls.choice import Choice as Choice
from .authoring.controls.clock import Clock as Clock
from .authoring.controls.placed import Placed as Placed
from .authoring.controls.slider import Slider as Slider
from .authoring.controls.stopwatch import Stopwatch as Stopwatch
from .authoring.controls.toggle import Toggle as Toggle
from .authoring.dynamics import Iterates as Iterates
from .authoring.dynamics import Trajectory as Trajectory
from .authoring.evaluate.numbers import evaluate as evaluate
from .authoring.facts import Always as Always
from .authoring.facts import Check as Check
from .authoring.facts import Conserved as Conserved
from .authoring.facts import Identity as Identity
from .authoring.facts import Limit as Limit
from .authoring.facts import Value as Value
from .authoring.grid.cells import Cells as Cells
from .authoring.grid.cells import neighbour as neighbour
from .authoring.grid.cells import neighbours as neighbours
from .authoring.grid.derivatives import laplacian as laplacian
from .authoring.grid.derivatives import partial as partial
from .authoring.grid.evolution import Evolution as Evolution
from .authoring.marks.bars import Bars as Bars
from .authoring.marks.curves import Band as Band
from .authoring.marks.curves import Curve as Curve
from .authoring.marks.curves import Path as Path
from .authoring.marks.grids import Contours as Contours
from .authoring.marks.grids import Field as Field
from .authoring.marks.grids import Heatmap as Heatmap
from .authoring.marks.histogram import Histogram as Histogram
from .authoring.marks.points import Handle as Handle
from .authoring.marks.points import Label as Label
from .authoring.marks.points import Points as Points
from .authoring.marks.segments import Arrow as Arrow
from .authoring.marks.segments import Polyline as Polyline
from .authoring.marks.shapes import Polygon as Polygon
from .authoring.marks.shapes import Region as Region
from .authoring.marks.space import Arrow3 as Arrow3
from .authoring.marks.space import Path3 as Path3
from .authoring.marks.space import Points3 as Points3
from .authoring.marks.space import Surface as Surface
from .authoring.marks.trace import Trace as Trace
from .authoring.numerical.linear import eigenvalues as eigenvalues
from .authoring.numerical.linear import solve as solve
from .authoring.numerical.readings import Table as Table
from .authoring.numerical.roots import root as root
from .authoring.plot import Plot as Plot
from .authoring.runs.run import Push as Push
from .authoring.runs.run import Run as Run
from .authoring.sources.event import Event as Event
from .authoring.space.scene import Scene as Scene
from .authoring.symbols import Axis as Axis
from .authoring.symbols import Constant as Constant
from .authoring.symbols import Index as Index
from .authoring.tables import Samples as Samples
from .authoring.visualisation import Preset as Preset
from .authoring.visualisation import Readout as Readout
from .authoring.visualisation import Visualisation as Visualisation

__version__: str
__all__: list[str]

def show(what: str | Visualisation, *, root: typing.Any = None, current: bool = False, height: int = 760) -> typing.Any: ...
