"""A visitor without a browser: speaks with the server over its WebSocket as the page in a browser does."""

import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

__all__ = ["Visitor"]


@dataclass
class Visitor:
    """One open page.

    Attributes
    ----------
    host : str
        Name and port of the server.
    cookies : mapping
    session : str
        The id of a session to join; then, of the one that was begun.
    origin : str
        The page that asks; the server's own unless said.
    query : str
        What stands in the address bar.
    keeps : bool
        Whether what the server sends is kept.
    tls : SSLContext, optional
        How the server is known; without it the line is a plain one.
    frames : list of bytes
        Whatever the server sent.
    faults : int
        Errors that stood on the page.
    """

    host: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    session: str = ""
    origin: str = ""
    query: str = ""
    keeps: bool = True
    tls: ssl.SSLContext | None = None
    faults: int = 0
    frames: list[bytes] = field(default_factory=list)
    _line: ClientConnection | None = None

    def __enter__(self) -> "Visitor":
        """Open the connection."""
        said = [
            "streamlit",
            self.cookies.get("_streamlit_xsrf", "none"),
            *([self.session] if self.session else []),
        ]
        self._line = connect(
            f"{'ws' if self.tls is None else 'wss'}://{self.host}/_stcore/stream",
            ssl=self.tls,
            origin=Origin(self.origin or f"http://{self.host}"),
            subprotocols=[Subprotocol(word) for word in said],
            additional_headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())},
            max_size=None,
            compression=None,
            legacy=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        assert self._line is not None
        self._line.close()

    def rerun(
        self,
        *,
        patience_s: float = 60.0,
        picked: Mapping[str, Sequence[str]] | None = None,
        **pressed: str,
    ) -> float:
        """Have the page run, and give the seconds until it is finished.

        Parameters
        ----------
        picked : mapping
            What is chosen, as it is written on the page, by the id of a list or a row of pills.
        **pressed : str
            `widget`: the id of a button that is pressed.
        """
        assert self._line is not None
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        if "widget" in pressed:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = pressed["widget"], True
        for widget, words in (picked or {}).items():
            chosen = asked.rerun_script.widget_states.widgets.add()
            chosen.id = widget
            chosen.string_array_value.data.extend(words)
        begun = time.perf_counter()
        self._line.send(asked.SerializeToString())
        for said in self.heard(patience_s):
            if said.WhichOneof("type") == "script_finished":
                return time.perf_counter() - begun
        raise TimeoutError("the page did not finish")

    def offered(self) -> dict[str, tuple[str, ...]]:
        """Give what can be chosen on the page that was kept: the words of each list and each row of pills."""
        found = dict[str, tuple[str, ...]]()
        for frame in self.frames:
            said = ForwardMsg()
            said.ParseFromString(frame)
            element = said.delta.new_element
            if element.WhichOneof("type") == "button_group":
                group = element.button_group
                found[group.id] = tuple(option.content for option in group.options)
            elif element.WhichOneof("type") == "multiselect":
                found[element.multiselect.id] = tuple(element.multiselect.options)
        return found

    def say(self, message: BackMsg) -> None:
        """Say something that no page would."""
        assert self._line is not None
        self._line.send(message.SerializeToString())

    def heard(self, patience_s: float) -> Iterator[ForwardMsg]:
        """Give what the server says, as it comes."""
        assert self._line is not None
        until = time.monotonic() + patience_s
        while (left := until - time.monotonic()) > 0:
            frame = self._line.recv(left)
            assert isinstance(frame, bytes)
            if self.keeps:
                self.frames.append(frame)
            said = ForwardMsg()
            said.ParseFromString(frame)
            if said.delta.new_element.WhichOneof("type") == "exception":
                self.faults += 1
            if said.WhichOneof("type") == "new_session":
                self.session = said.new_session.initialize.session_id
            yield said
