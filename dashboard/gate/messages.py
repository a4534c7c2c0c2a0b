"""What a browser may say to the server over its connection: what our pages say, and nothing else.

Streamlit's server also does what its developers ask of it: empties the cache of everybody, writes files
beside the program, makes a file for whoever names it.  No page of ours asks for that.
"""

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import exists, get_instance

__all__ = ["may_say"]

_MAY = frozenset({"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"})
_OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})


def may_say(message: bytes) -> bool:
    """Say whether a message is one that a page of ours would send; what cannot be read is not."""
    said = BackMsg()
    try:
        said.ParseFromString(message)
    except DecodeError:
        return False
    kind = said.WhichOneof("type")
    if kind != "backend_operation_request":
        return kind in _MAY
    asked = said.backend_operation_request
    operation = asked.WhichOneof("payload")
    if operation == "deferred_file":
        return _is_own_file(asked.deferred_file.file_id, asked.session_id)
    return operation in _OPERATIONS


def _is_own_file(file: str, session: str) -> bool:
    """Say whether a file that is made at the click was offered to this session; Streamlit does not ask."""
    if not exists():
        return False
    offered = get_instance().media_file_mgr._deferred_callables.get(file)
    return offered is not None and offered["session_id"] == session
