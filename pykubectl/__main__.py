"""`python -m pykubectl`: the command, without its script."""

from pykubectl.cli.main import main

main()
