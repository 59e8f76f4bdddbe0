"""A long episode needs no more memory than a short one."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path
from izdat.master import assemble, encode_mp3, encode_opus, mp3, pieces
from izdat.master.inspect import inspect_recording
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.show import SoundSettings
from izdat.model.sound import Recording
from izdat.run import Kept
from izdat.run.kept import keeping
from izdat.run.store import Store
# The chunks of MP3 that wait for one another are no growth, though the shorter has fewer of them.
pieces.PIECE = mp3.PIECE = 115_200
folder, name, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
sound = SoundSettings()
file = file_at(name)
loudness = inspect_recording(folder, file).loudness
parts = tuple(Part(f"s{n}", Recording(file, f"s{n}"), loudness) for n in range(times))
with keeping(Kept(Store(folder / "store"))):
    made = assemble(folder, parts, sound)
    encode_mp3(folder, made, sound)
    encode_opus(folder, made, sound)
# Not ru_maxrss: that counts the process that started this one too.
status = Path("/proc/self/status").read_text()
print(made.timeline.duration, int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is counted otherwise elsewhere")
def test_peak_memory_does_not_grow_with_the_episode(tmp_path, part, speech):
    name = str(part("a", speech(15)).recording.file.path)
    told = []
    for times in ("3", "12"):  # 47 s, and more than three minutes
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, tmp_path, name, times],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        told.append([float(number) for number in done.stdout.split()])
    (short, before), (long, after) = told
    grown = (after - before) / (long - short)  # MB a second
    assert after < 400
    assert after + grown * 2 * 3600 < 1000, f"{before} MB, then {after} MB"
