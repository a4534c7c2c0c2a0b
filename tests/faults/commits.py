"""A child that takes in so many files, for whoever counts what it asks of the disk."""

import sys

from tests.faults.town import send_all

if __name__ == "__main__":
    send_all(sys.argv[1], [*range(int(sys.argv[2]), int(sys.argv[3]))])
