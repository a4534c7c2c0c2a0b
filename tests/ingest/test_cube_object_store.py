"""Files in an object store are counted where they lie, as those of a folder are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from polars.testing import assert_frame_equal
from pyarrow import fs

from boundaries.study_area import StudyArea
from ingest.cube.engine import engine_called
from ingest.cube.ground import CubeGround, ground_of
from ingest.cube.making import make_cube
from ingest.cube.manifest import MANIFEST
from ingest.cube.parts import read_counts
from ingest.cube.sources import list_sources
from ingest.errors import IngestError
from ingest.policy import load_policy
from tests.ingest.cube_archives import lay, packed, street_files, zipped


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """Give the address of an object store of this test's own, and stand in it as its owner."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    said = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "invented-name",
        "AWS_SECRET_ACCESS_KEY": "invented-word",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in said.items():
            patch.setenv(name, value)
        yield f"{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def files(wren: StudyArea) -> dict[str, bytes]:
    sent = street_files(wren)
    january = sent.pop("2025-01-north-street.csv")
    third = sent.pop("2025-03-north-street.csv")
    return {
        **sent,
        "more/2025-04.zip": zipped({"2025-01/2025-01-north-street.csv": january}),
        "more/2025-03-north-street.csv.gz": packed(third),
    }


def test_a_bucket_is_counted_as_a_folder_is(
    store: str, files: dict[str, bytes], wren: StudyArea, tmp_path: Path
) -> None:
    bucket = fs.S3FileSystem(endpoint_override=store, scheme="http", allow_bucket_creation=True)
    bucket.create_dir("police")
    for name, data in files.items():
        with bucket.open_output_stream(f"police/archive/{name}", compression=None) as stream:
            stream.write(data)
    ground: CubeGround = ground_of(wren, load_policy())
    folder = lay(tmp_path / "folder", files)
    manifests = [
        make_cube(source, tmp_path / dest, ground, engine_called("polars"))
        for source, dest in (("s3://police/archive", "far"), (folder, "near"))
    ]
    far, near = manifests
    for there, here in zip(far.files, near.files, strict=True):
        assert there == here
    assert {file.state for file in far.files} == {"counted"}
    assert len(far.files) == 4
    assert_frame_equal(read_counts(tmp_path / "far", far), read_counts(tmp_path / "near", near))
    said = (tmp_path / "far" / MANIFEST).read_text()
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in said
    assert store not in said


def test_a_bucket_that_is_not_there_is_told_in_plain_words(store: str) -> None:
    with pytest.raises(IngestError, match="s3://nowhere/at-all"):
        list_sources("s3://nowhere/at-all")
