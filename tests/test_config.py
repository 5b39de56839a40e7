"""Settings: where each comes from, and what is said about a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Interp

from interpreter.config import Config, load, write_setting
from interpreter.errors import UsageError
from interpreter.places import Places, find_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places({"INTERP_HOME": str(tmp_path)})


def test_a_later_layer_wins_and_says_so(places: Places) -> None:
    write_setting(places, "max_steps", "3")
    write_setting(places, "timeout", "5")
    found = load(places, {"INTERP_TIMEOUT": "6", "HOME": "/x"}, {"seed": 7})
    assert (found.config.max_steps, found.config.timeout, found.config.seed) == (3, 6.0, 7)
    assert found.origins["max_steps"] == str(places.config_file)
    assert found.origins["timeout"] == "environment"
    assert found.origins["seed"] == "command line"
    assert found.origins["model"] == "default"
    assert found.config.model == Config().model


def test_writing_a_setting_keeps_the_users_comments(places: Places) -> None:
    places.config_file.parent.mkdir(parents=True)
    places.config_file.write_text("# mine\nmodel = 'a'  # the small one\n")
    write_setting(places, "context", "4096")
    text = places.config_file.read_text()
    assert "# mine" in text and "# the small one" in text and "context = 4096" in text
    assert places.config_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("model = [", "not valid TOML"),
        ("colour = 'on'", "unknown setting 'colour'"),
        ("max_steps = 'many'", "max_steps must be a whole number"),
        ("model = 3", "model must be text"),
    ],
)
def test_a_wrong_file_is_a_clear_error(interp: Interp, home: Path, text: str, problem: str) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(text)
    ran = interp("list the files")
    assert ran.code == 2
    assert problem in ran.err and "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) == 2


def test_the_config_command_shows_each_value_its_sentence_and_its_origin(interp: Interp) -> None:
    ran = interp("config")
    assert ran.code == 0
    assert "max_steps = 12  (default)" in ran.out
    assert "how often the model is asked again" in ran.out
    assert interp("config", "max_steps", "5").code == 0
    assert "max_steps = 5" in interp("config", "max_steps").out
    assert interp("config", "max_steps", "few").code == 2
    assert interp("config", "nonsense").code == 2


def test_a_wrong_value_raises_before_anything_is_written(places: Places) -> None:
    with pytest.raises(UsageError):
        write_setting(places, "context", "big")
    assert not places.config_file.exists()
