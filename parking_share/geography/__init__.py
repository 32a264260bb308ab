"""Where things are on the globe: systems of coordinates, their mixture found out, and GeoJSON as people have it."""
