"""How many checks of EBU Tech 3341 and 3342 each meter passes: izdat, FFmpeg, pyloudnorm.

    python benchmarks/quality_meter.py [--rates 44100 48000] [--json]

All are given the same samples (``ebu_cases.py``): 63 signals with 105 checks a rate. A check that a
meter does not measure is not passed: pyloudnorm knows integrated loudness and range only. Fails
where izdat passes fewer than is kept in ``results.toml``.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable

from ebu_cases import CASES, Case, izdat_values
from kept_figures import kept, worse
from peer_meters import ffmpeg_values, ffmpeg_version, pyloudnorm_values, pyloudnorm_version

Values = Callable[[Case, int], list[float | None]]
RATES = (8_000, 16_000, 22_050, 32_000, 44_100, 48_000)


def meters() -> dict[str, tuple[str, Values]]:
    """Return the version and the measuring function of each meter that is there."""
    known: dict[str, tuple[str, Values]] = {
        "izdat": ("", izdat_values),
        "ffmpeg": (ffmpeg_version(), ffmpeg_values),
        "pyloudnorm": (pyloudnorm_version(), pyloudnorm_values),
    }
    return {name: own for name, own in known.items() if own[0] or name == "izdat"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rates", type=int, nargs="+", default=RATES)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results: dict[str, dict[str, int]] = {}
    for name, (_, values) in meters().items():
        passed: dict[str, int] = {}
        failed: Counter[str] = Counter()
        for rate in arguments.rates:
            held = 0
            for case in CASES:
                for check, value in zip(case.checks, values(case, rate), strict=True):
                    held += check.holds(value)
                    failed[case.name.split(".")[0]] += not check.holds(value)
            passed[str(rate)] = held
        results[name] = passed
        if not arguments.json:
            cells = "  ".join(f"{rate} Hz: {count} of 105" for rate, count in passed.items())
            print(f"{name:<12}{cells}", flush=True)
            for case, count in (+failed).items():
                print(f"{'':<12}{case}: {count} not passed")
    if arguments.json:
        versions = {name: version for name, (version, _) in meters().items()}
        print(json.dumps({"versions": versions, "passed": results}, indent=2))
    own = {"izdat": kept("quality_meter").get("passed", {}).get("izdat", {})}
    wrong = list(worse(results, own))
    for sentence in wrong:
        print(f"worse: {sentence}", file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
