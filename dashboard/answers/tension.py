"""Tension: what is indicated of every ward and strand for a week or month, and why."""

from dashboard.answers.tension_board import NO_WARD, NO_WARD_NAME, Board

__all__ = ["NO_WARD", "NO_WARD_NAME", "Board"]
