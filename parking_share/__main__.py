"""Where every command begins: ``parking-share`` and ``python -m parking_share``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; Ctrl-C while its modules are still being read ends it as quietly as later."""
    try:
        from parking_share.commands import main as commands  # only here: Ctrl-C may come before it is there
        from parking_share.memory import share_arenas

        share_arenas()

        commands(prog_name="parking-share")
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # the catalogue of texts need not be there yet
        sys.exit(130)


if __name__ == "__main__":
    main()
