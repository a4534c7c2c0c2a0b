"""What can be seen without running the program: no unexplained finding of bandit, no secret in the tree."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OURS = ("boundaries", "spatial", "ingest", "dashboard", "streamlit_app.py")
SILENCED = re.compile(r"#\s*(?:noqa: S\d+|nosec)")
EXPLAINED = re.compile(r"nosec B\d+ - \w+")
NOT_SECRET = {
    "ingest/places/grid_reference.py": "the letters of the National Grid",
    "ingest/words.py": "an alphabet",
    "tests/bad_inputs/test_values_places.py": "an invented place",
    "tests/dashboard/test_cube_shell.py": "the password of an invented address",
    "tests/dashboard/test_warming.py": "the password of an invented account",
    "tests/ingest/test_cube_object_store.py": "the key of an object store that the test starts",
    "tests/service/test_two_processes.py": "the password of an invented account",
    "tests/ingest/test_cube_files.py": "the password of an invented address",
    "tests/ingest/test_identifiers.py": "an invented number",
    "tests/ingest/test_prepare_laws.py": "a word that must not come out",
    "tests/ingest/test_prepare_rows.py": "a word that must not come out",
    "dashboard/gate/headers.py": "the digest of the one script that may stand in a page",
    "tests/browser/test_sign_in.py": "the password of an invented account",
    "tests/dashboard/test_evaluation.py": "an H3 cell of another country",
    "tests/dashboard/test_siting.py": "an H3 cell of another country",
    "tests/dashboard/test_people.py": "the password of an invented account",
    "tests/ingest/test_people_and_sessions.py": "the password of an invented account",
    "tests/trust/test_sign_in.py": "the password of an invented account",
    "tests/trust/test_sign_in_with_a_provider.py": "the secret of a provider that the test starts",
    "tests/dashboard/test_digest.py": "the password of a mail server that the test starts",
}


def run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_bandit_finds_nothing_unexplained(proof: Callable[[str], None]) -> None:
    found = json.loads(run("bandit", "-q", "-c", "pyproject.toml", "-r", *OURS, "-f", "json"))
    assert not found["errors"]
    assert [f"{one['filename']}:{one['line_number']} {one['issue_text']}" for one in found["results"]] == []
    silenced = [
        (path, line)
        for top in OURS
        for path in ([ROOT / top] if top.endswith(".py") else (ROOT / top).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if SILENCED.search(line)
    ]
    assert [f"{path}: {line}" for path, line in silenced if not EXPLAINED.search(line)] == []
    proof(f"bandit: 0 unexplained, {len(silenced)} explained where they stand")


def test_no_secret_is_in_the_tree(proof: Callable[[str], None]) -> None:
    beside = ("tests", "docs", "benchmarks", ".streamlit", ".ci")
    drawn = ("--exclude-files", r"\.(png|svg)$")  # by our own programs: long rows of figures
    alone = ("--no-verify", "--all-files")  # asks no server whether a secret is good
    tree = run("detect_secrets", "scan", *alone, *drawn, *OURS, *beside)
    found = {file for file, _ in json.loads(tree)["results"].items()}
    assert found - set(NOT_SECRET) == set()
    proof(f"secret scan: 0 unexplained, {len(NOT_SECRET)} files explained")
