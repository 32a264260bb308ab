"""``python -m parking_share``."""

from parking_share.commands import main

main(prog_name="parking-share")
