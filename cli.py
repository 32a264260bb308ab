"""Run parking-share from a checkout: ``python cli.py solve scenario.json``."""

from parking_share.commands import main

if __name__ == "__main__":
    main(prog_name="parking-share")
