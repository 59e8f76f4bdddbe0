"""The peers: FFmpeg's ``ebur128``, the machine's own, and pyloudnorm, an extra."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess

import numpy as np

from ebu_cases import Case, Check, Samples

STEP = 0.1  # seconds between two values of ebur128
WINDOW = {"momentary": 0.4, "short_term": 3.0}  # seconds
FRAME = re.compile(r"pts_time:(?P<time>\S+)\n(?P<rest>(?:lavfi\S+\n)+)")


def ffmpeg_version() -> str:
    """Return the version that is installed, "" if none is."""
    if shutil.which("ffmpeg") is None:
        return ""
    told = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True)
    return told.stdout.split()[2]


def pyloudnorm_version() -> str:
    if importlib.util.find_spec("pyloudnorm") is None:
        return ""
    return importlib.metadata.version("pyloudnorm")


def ffmpeg_values(case: Case, rate: int) -> list[float | None]:
    """Return what ``ebur128`` says to each check, with the three decimals of its metadata."""
    samples = case.signal(rate)
    layout = "stereo" if len(samples) == 2 else "5.0(side)"
    told = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "f32le", "-ar", str(rate), "-ch_layout", layout,
         "-i", "pipe:0", "-f", "null", "-af",
         "ebur128=peak=true:metadata=1,ametadata=print:file=-", "-"],
        input=np.ascontiguousarray(samples.T).tobytes(), capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    frames = [
        (float(found["time"]) + STEP, dict(re.findall(r"lavfi\.r128\.(\S+)=(\S+)", found["rest"])))
        for found in FRAME.finditer(told)
    ]
    return [_said(check, frames) for check in case.checks]


def _said(check: Check, frames: list[tuple[float, dict[str, str]]]) -> float | None:
    last = frames[-1][1]
    if check.what == "true_peak":
        return float(20 * np.log10(float(last["true_peak"])))
    if check.what in ("integrated", "range"):
        return float(last[{"integrated": "I", "range": "LRA"}[check.what]])
    name = check.what.removeprefix("max_")
    key = {"momentary": "M", "short_term": "S"}[name]
    if name != check.what:
        return max(float(own[key]) for end, own in frames if end <= check.time + STEP / 2)
    first = max(check.time, WINDOW[name])
    return check.farthest(
        np.array([float(own[key]) for end, own in frames if end >= first - STEP / 2])
    )


def pyloudnorm_values(case: Case, rate: int) -> list[float | None]:
    """Return what pyloudnorm says to each check; None where it does not measure that."""
    samples = case.signal(rate)
    return [_measured(check.what, samples, rate) for check in case.checks]


def _measured(what: str, samples: Samples, rate: int) -> float | None:
    import pyloudnorm

    meter = pyloudnorm.Meter(rate)
    if what == "integrated":
        return float(meter.integrated_loudness(samples.T))
    return float(meter.loudness_range(samples.T)) if what == "range" else None
