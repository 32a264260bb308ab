"""Where made-up communities and lots lie: scattered evenly over a square, on smooth hills, with invented names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.making.draws import Floats, Ints, between, stream
from parking_share.making.options import MakeOptions

_METRES_PER_DEGREE = 111_195.0  # of latitude, on the sphere of the walk formula
_WAVES = 5
_PLACES = (
    *("云溪", "清泉", "金桥", "翠竹", "松林", "梅园", "桂花", "银杏", "荷塘", "柳岸"),
    *("枫林", "石桥", "江湾", "滨河", "朝阳", "向阳", "和平", "新华", "建设", "团结"),
    *("永安", "长乐", "福星", "兴隆", "文昌", "书院", "凤鸣", "龙泉", "望江", "临江"),
    *("东山", "西岭", "南园", "北苑", "春晖", "秋实", "锦绣", "玉泉", "青山", "碧水"),
)


@dataclass(frozen=True)
class Ground:
    """The square of a scenario: ``side_m`` metres long, centred on (latitude, longitude), with a few smooth waves of hills.

    ``waves`` (k, 3) holds wave numbers in x and y (radians a metre) and a phase; empty where the ground is flat.
    """

    side_m: float
    latitude: float
    longitude: float
    hills_m: float
    waves: Floats

    def location(self, x: Floats, y: Floats) -> dict[str, list[float]]:
        """Columns of a location for points in metres from the centre, (n,) each; elevations only where there are hills."""
        cosine = float(np.cos(np.radians(self.latitude)))
        columns = {
            "lat": np.round(self.latitude + y / _METRES_PER_DEGREE, 5).tolist(),
            "lon": np.round(self.longitude + x / (_METRES_PER_DEGREE * cosine), 5).tolist(),
        }
        if len(self.waves):
            columns["elevation_m"] = np.round(self._elevation(x, y), 1).tolist()
        return columns

    def _elevation(self, x: Floats, y: Floats) -> Floats:
        heights = sum(np.sin(wave_x * x + wave_y * y + phase) for wave_x, wave_y, phase in self.waves)
        return np.asarray(self.hills_m * (0.5 + heights / (2 * len(self.waves))))


def make_ground(options: MakeOptions) -> Ground:
    """The square that has room for the lots at their density; its hills are 1.5 to 4 km from crest to crest."""
    rng = stream(options.seed, 0)
    side = 1000.0 * float(np.sqrt(options.lots / options.lots_per_km2))
    direction, length = between(rng, 0, 2 * np.pi, _WAVES), between(rng, 1500, 4000, _WAVES)
    phase = between(rng, 0, 2 * np.pi, _WAVES)
    waves = np.column_stack((np.cos(direction), np.sin(direction), phase))
    waves[:, :2] *= (2 * np.pi / length)[:, None]
    return Ground(side, options.latitude, options.longitude, options.hills_m, waves if options.hills_m > 0 else waves[:0])


def scatter(rng: np.random.Generator, side_m: float, count: int) -> tuple[Floats, Floats]:
    """``count`` points over a square, each in a cell of its own of the finest grid needed, in metres from the centre."""
    columns = int(np.ceil(np.sqrt(count)))
    cells: Ints = np.argsort(rng.random(columns * columns), kind="stable")[:count]
    cell_m = side_m / columns
    x = (cells % columns + rng.random(count)) * cell_m - side_m / 2
    y = (cells // columns + rng.random(count)) * cell_m - side_m / 2
    return x, y


def names(rng: np.random.Generator, count: int, ending: str) -> list[str]:
    """Invented place names with an ending; from the second round through the list on, numbered."""
    order = np.argsort(rng.random(len(_PLACES)), kind="stable")
    rounds = [("" if index < len(order) else f"{index // len(order) + 1}号") for index in range(count)]
    return [_PLACES[order[index % len(order)]] + number + ending for index, number in enumerate(rounds)]
