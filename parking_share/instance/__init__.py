"""From a scenario to the problem in integers."""

from parking_share.instance.capacity import Capacities
from parking_share.instance.fitting import Fits
from parking_share.instance.instance import Instance, expand, tickets
from parking_share.instance.moves import MoveCap

__all__ = ["Capacities", "Fits", "Instance", "MoveCap", "expand", "tickets"]
