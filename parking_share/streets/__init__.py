"""Walks along streets instead of straight lines."""

from parking_share.streets.network import Network
from parking_share.streets.reading import read_streets
from parking_share.streets.walks import StreetWalks, street_walks, with_walks

__all__ = ["Network", "StreetWalks", "read_streets", "street_walks", "with_walks"]
