"""The charts' script: Vega, Vega-Lite and vega-embed in one, as the installed vl-convert makes it."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import platformdirs

from parking_share.atomic import write_atomically


@lru_cache(maxsize=1)
def chart_script() -> str:
    """The script, safe inside a script element.

    Making it takes two seconds, so it is kept in the user's cache folder, under the version that made it; where that
    cannot be written it is made again each time.
    """
    path = platformdirs.user_cache_path("parking-share") / f"charts-{version('vl-convert-python')}.js"
    script = _kept(path)
    if script is None:
        script = _make()
        _keep(path, script)
    return script


def _make() -> str:
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle.replace("</script", "<\\/script")


def _kept(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None


def _keep(path: Path, script: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, script)
    except OSError:
        return
