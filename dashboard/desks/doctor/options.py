"""The options of Streamlit that must stand as the project sets them, and what would come of another value."""

from typing import Any, NamedTuple

__all__ = ["RULES", "Rule"]


class Rule(NamedTuple):
    """One option.

    Attributes
    ----------
    code, option : str
    wanted : object
        Its only right value; a number is the largest right one.
    wrong : str
        What another value would let happen.
    """

    code: str
    option: str
    wanted: Any
    wrong: str

    def is_right(self, found: Any) -> bool:
        """Say whether a value is right."""
        if isinstance(self.wanted, int) and not isinstance(self.wanted, bool):
            return isinstance(found, int) and found <= self.wanted
        return bool(found == self.wanted)

    @property
    def right(self) -> str:
        """The right value, as it is written."""
        return str(self.wanted).lower() if isinstance(self.wanted, bool) else repr(self.wanted)


RULES = (
    Rule(
        "xsrf-off",
        "server.enableXsrfProtection",
        True,
        "A form on another website could act as somebody who is signed in",
    ),
    Rule("cors-off", "server.enableCORS", True, "Other websites could read what this server answers"),
    Rule(
        "usage-statistics",
        "browser.gatherUsageStats",
        False,
        "Browsers would tell another company what is looked at",
    ),
    Rule(
        "error-details",
        "client.showErrorDetails",
        "none",
        "An error page would show the program's inside, and perhaps a record",
    ),
    Rule(
        "error-links",
        "client.showErrorLinks",
        False,
        "An error page would offer to send its text to a search engine",
    ),
    Rule(
        "data-export",
        "client.disableDataExport",
        True,
        "Tables could be taken out without a marking and past the audit",
    ),
    Rule(
        "agent-interface",
        "server.enableAgentApi",
        False,
        "Programs could work the pages without a browser",
    ),
    Rule(
        "health-script",
        "server.scriptHealthCheckEnabled",
        False,
        "Asking after the server's health would run a page",
    ),
    Rule("development", "global.developmentMode", False, "The server would run as its developers run it"),
    Rule(
        "trusted-headers",
        "server.trustedUserHeaders",
        {},
        "A header would say who somebody is, and any client can write one",
    ),
    Rule("large-uploads", "server.maxUploadSize", 50, "Files larger than any table would fill the memory"),
)
