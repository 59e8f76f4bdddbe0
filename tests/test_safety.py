"""What the types promise: no raw recording gets past the one door."""

import ast
import pickle
from pathlib import Path

import pytest

from izdat.model.file import file_at
from izdat.model.sound import RawRecording
from izdat.run import Run, step

SOURCE = Path(__file__).parent.parent / "src" / "izdat"

# Who may make a Recording: the chain, of what the reader has let pass and of the show's own
# music, the disguising stage, of what it has treated, and the speaking stage, of a machine's voice.
DOORS = {"recorded.py", "production.py", "speak/segment.py", "disguise/step.py"}


def makers(name: str) -> dict[str, list[str]]:
    """Return each file that calls ``name``, with the functions in which it does."""
    found: dict[str, list[str]] = {}
    for file in SOURCE.rglob("*.py"):
        tree = ast.parse(file.read_text())
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                    key = file.relative_to(SOURCE).as_posix()
                    found.setdefault(key, []).append(function.name)
    return found


def test_only_the_doors_make_a_recording() -> None:
    made = makers("Recording")
    assert set(made) == DOORS
    assert set(made["recorded.py"]) == {"clear"}
    assert set(made["disguise/step.py"]) == {"treat_recording"}
    assert set(made["production.py"]) == {"_frame"}


def test_a_raw_recording_goes_nowhere_but_to_the_door() -> None:
    assert makers("RawRecording") == {
        "mastering.py": ["master_recording"],  # without a show: who asks answers for its voices
        "recorded.py": ["_received"],
    }


@step(version=1)
def take(folder: Path, recording: RawRecording) -> int:
    return 1


def test_no_step_takes_a_raw_recording_and_no_store_keeps_one(tmp_path: Path) -> None:
    sound = tmp_path / "raw.wav"
    sound.write_bytes(b"RIFF")
    raw = RawRecording(file_at(sound), "pier")
    with Run(tmp_path) as here, pytest.raises(TypeError, match="RawRecording"):
        here(take, raw)
    kept = [p for p in (tmp_path / ".izdat").rglob("*") if p.is_file()]
    assert not any(b"RawRecording" in p.read_bytes() for p in kept)
    with pytest.raises(TypeError, match="RawRecording"):
        pickle.dumps(raw)
