"""`python -m mockserver`: the same commands as the console script."""

from mockserver.cli import main

main(prog_name="mockserver")
