"""The demo partnership: invented, and taken in by the doors that everybody uses."""
