"""`python -m mockserver`, which is the console script, too."""

import signal
import sys


def main() -> None:
    """Run the command that was given; Ctrl-C is told by the exit code alone, even while all else is imported."""
    try:
        from mockserver.cli import main as command

        command(prog_name="mockserver")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
