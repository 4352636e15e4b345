"""Files that an earlier run left: whole and as written, or refused."""

import json
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askewtheory.errors import InputError
from askewtheory.output import to_plain, write_json
from askewtheory.reading import read_record, sealed
from tests.refusals import outcome

RECORD = {"value": Fraction(1, 3), "numbers": [1.5, 1e-300, float("inf")], "text": "ψ ≤ 0"}


def test_a_record_comes_back(tmp_path):
    """What was sealed and written is read as JSON knows it."""
    write_json(tmp_path / "record.json", sealed(RECORD))
    assert read_record(tmp_path / "record.json") == to_plain(RECORD)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_record_is_refused(tmp_path_factory, data):
    """After any flipped, cut or inserted bytes the content is what was written, or is refused."""
    path = tmp_path_factory.mktemp("record") / "record.json"
    write_json(path, sealed(RECORD))
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    else:
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=3))
    path.write_bytes(content)
    found, said = outcome(read_record, path)
    assert said or found == to_plain(RECORD)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "1", "null", "{}", '{"format": 1}', '{"format": {"version": 2, "sha256": ""}}',
     "[" * 100_000, '{"a": NaN, "format": {}}', '{"a": ' + "9" * 5000 + "}"],
)  # fmt: skip
def test_what_is_no_record(tmp_path, content):
    """Anything else is one sentence with the file and what to do."""
    path = tmp_path / "record.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"record\.json.*make it anew"):
        read_record(path)


def test_another_version_is_refused(tmp_path):
    """A record of a later version is not guessed at."""
    record = sealed({"a": 1})
    record["format"]["version"] = 2
    (tmp_path / "record.json").write_text(json.dumps(record))
    with pytest.raises(InputError, match="another version"):
        read_record(tmp_path / "record.json")
