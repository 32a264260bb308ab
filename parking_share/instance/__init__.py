"""From a scenario to the problem in integers."""

from parking_share.instance.capacity import Capacities
from parking_share.instance.fitting import Fits
from parking_share.instance.instance import Instance, expand, tickets

__all__ = ["Capacities", "Fits", "Instance", "expand", "tickets"]
