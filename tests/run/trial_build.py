"""A build of the trial steps, for tests and for processes that tests kill."""

import sys
from pathlib import Path

import trial_steps

from izdat.model.publication import Output
from izdat.run import Call, FileDigests, Published, Run, Workers, building, local, publish


def make(here: Run, folder: Path, task=trial_steps.episode) -> list[Output]:
    digests = FileDigests(folder)
    sources = sorted(folder.glob("*.md"))
    calls = [Call((s.stem,), (s.stem, digests.file_at(s))) for s in sources]
    episodes = here.each(task, calls)
    digests.save()
    return [output for outputs in episodes for output in outputs]


def build(folder: Path, workers: Workers | None = None, **settings) -> tuple[Run, Published]:
    with Run(folder, workers=workers, **settings) as here:
        outputs = make(here, folder)
        published = publish(outputs, folder / "public", folder, store=settings.get("store"))
        here.complete()
    return here, published


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    show = Path(sys.argv[1])
    with building(show, wait=float(sys.argv[3])):
        ran, _ = build(show, local(int(sys.argv[2])))
    print(ran.ran, ran.kept)
