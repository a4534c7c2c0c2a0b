"""`python -m dashboard`: the shell."""

from dashboard.shell import main

main()
