"""A file is somebody's once a message offers it to them; its address in what they typed offers nothing."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.gate.handed import Handed

FILE = "0123456789abcdef.csv"
OLU = ("olu", 3, "Olu")


# abuse 18
def test_abuse_18_typing_the_address_of_a_file_does_not_make_it_ones_own() -> None:
    handed = Handed()
    echo = ForwardMsg()
    echo.delta.new_element.markdown.body = f"You wrote: /media/{FILE}"
    handed.note(echo.SerializeToString(), OLU)
    echo.delta.new_element.text_input.value = f"/media/{FILE}"
    handed.note(echo.SerializeToString(), OLU)
    handed.note(b"\xff no message: /media/" + FILE.encode(), OLU)
    assert not handed.has_file(FILE, OLU)


def test_a_file_that_is_offered_is_ones_own() -> None:
    for place in ("button", "picture", "click"):
        handed, offer = Handed(), ForwardMsg()
        if place == "button":
            offer.delta.new_element.download_button.url = f"/media/{FILE}"
        elif place == "picture":
            offer.delta.new_element.imgs.imgs.add().url = f"/media/{FILE}"
        else:
            offer.backend_operation_response.deferred_file.url = f"/media/{FILE}"
        handed.note(offer.SerializeToString(), OLU)
        assert handed.has_file(FILE, OLU), place
        assert not handed.has_file(FILE, ("pat", 4, "Pat"))
