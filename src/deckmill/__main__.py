"""``python -m deckmill``, and the program that an installation puts into the path."""

import sys


def main() -> None:
    """Answer at once what was answered before, or else run the command."""
    from deckmill import replay

    arguments = sys.argv[1:]
    answer = replay.again(arguments)
    if answer is not None:
        for stream, text in ((sys.stderr, answer.err), (sys.stdout, answer.out)):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
            stream.write(text)
        sys.exit(answer.status)
    from deckmill.cli import main as command

    command(prog_name="deckmill", obj=arguments)


if __name__ == "__main__":
    main()
