"""The demo is made once for all of these tests."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from boundaries.invented import make_borough
from boundaries.partnership import Partnership, load_partnership
from boundaries.study_area import StudyArea
from ingest.format import load_formats
from ingest.invented import SentFile, make_files
from ingest.outcome import Prepared
from ingest.policy import load_policy
from ingest.prepare import prepare
from ingest.read import read_table


@dataclass(frozen=True)
class Demo:
    """The demo's files, and what the ordinary way in makes of them."""

    borough: Path
    files: tuple[SentFile, ...]
    truths: dict
    partnership: Partnership
    area: StudyArea
    prepared: dict[str, Prepared]

    @property
    def incidents(self) -> pl.DataFrame:
        return pl.concat([each.incidents for each in self.prepared.values()])

    def truth(self, kind: str) -> dict:
        (found,) = [truth for truth in self.truths["truths"] if truth["kind"] == kind]
        return found


@pytest.fixture(scope="session")
def borough(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("borough")
    make_borough(folder, seed=7)
    return folder


@pytest.fixture(scope="session")
def demo(borough: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("files")
    files = make_files(folder, borough, seed=7, latest_day=date(2026, 10, 31))
    partnership = load_partnership(borough / "partnership.toml")
    area, gazetteer = partnership.study_area(), partnership.gazetteer()
    formats, policy = load_formats(), load_policy()
    prepared = {
        sent.path.name: prepare(
            read_table(sent.path),
            formats[sent.format],
            policy=policy,
            gazetteer=gazetteer,
            study_area=area,
            agency=sent.agency,
            today=date(2026, 11, 1),
        )
        for sent in files
    }
    truths = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
    return Demo(borough, files, truths, partnership, area, prepared)
