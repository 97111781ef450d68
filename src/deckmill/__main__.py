"""``python -m deckmill``."""

from deckmill.cli import main

main(prog_name="deckmill")
