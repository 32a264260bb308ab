"""Lots from maps: OpenStreetMap, and plain GeoJSON."""

from parking_share.maps.lots import MapLots, read_map_lots, with_lots

__all__ = ["MapLots", "read_map_lots", "with_lots"]
