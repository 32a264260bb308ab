"""Run parking-share from a checkout: ``python cli.py solve scenario.json``."""

from parking_share.__main__ import main

if __name__ == "__main__":
    main()
