"""Steps and tasks to try runs with. Imported by name, as worker processes must find them."""

import hashlib
import os
import signal
import time
from pathlib import Path

from izdat.model.content import Text
from izdat.model.file import File, file_at
from izdat.model.publication import Output
from izdat.model.show import Show
from izdat.model.source import EpisodeSource
from izdat.run import Call, Run, kept_parts, progress, step, task


def written(path: Path, data: str | bytes) -> File:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return file_at(path)


@step(version=1)
def length(folder: Path, text: str) -> int:
    return len(text)


@step(version=1)
def shout(folder: Path, text: str) -> Text:
    """Loses the difference of case: what follows is cut off early."""
    return Text(text.strip().upper())


@step(version=1)
def page(folder: Path, name: str, text: Text) -> Output:
    (folder / "scratch").write_text("for its own use")
    return Output(f"{name}/index.html", written(folder / "out" / "page.html", f"<p>{text.text}"))


@step(version=1)
def sound(folder: Path, name: str, text: Text) -> Output:
    progress(0.5)
    data = (text.text.encode() + b"\0") * 3000
    return Output(f"{name}/{name}.mp3", written(folder / "sound.mp3", data))


@step(version=1)
def passed_on(folder: Path, source: File) -> tuple[File, int]:
    return source, source.size


@task(version=1)
def episode(here: Run, name: str, source: File) -> tuple[Output, ...]:
    text = here(shout, source.path.read_text())
    return here(sound, name, text), here(page, name, text)


@task(version=1)
def slow_episode(here: Run, name: str, source: File) -> tuple[Output, ...]:
    time.sleep(0.1)
    return episode(here, name, source)


@task(version=1)
def nested(here: Run, names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(here.each(counted, [Call((name,), (name,)) for name in names]))


@task(version=1)
def counted(here: Run, name: str) -> int:
    return here(length, name)


@task(version=1)
def failing(here: Run, name: str) -> int:
    number = here(length, name)
    if number % 2:
        raise ValueError(f"{name} is odd")
    return number


@task(version=1)
def dying(here: Run, name: str, mark: str, times: int) -> int:
    """Kills its process ``times`` times, counted by files."""
    if name == "doomed":
        for n in range(times):
            path = Path(f"{mark}-{n}")
            if not path.exists():
                path.touch()
                time.sleep(0.1)
                os.kill(os.getpid(), signal.SIGKILL)
    return here(length, name)


@task(version=1)
def process_of(here: Run, name: str) -> int:
    time.sleep(0.05)
    return os.getpid()


@step(version=1)
def pages(folder: Path, name: str) -> tuple[Output, ...]:
    """Four pages, as an episode has."""
    names = ("index.html", "transcript.html", "transcript.vtt", "transcript.json")
    return tuple(Output(f"{name}/{n}", written(folder / n, f"{name} {n}")) for n in names)


@task(version=1)
def many(here: Run, show: Show, source: EpisodeSource) -> tuple[Output, ...]:
    lengths = tuple(here(length, name) for name, _ in source.files)
    return here(pages, f"{source.slug}-{len(lengths)}")


@task(version=1)
def sleeping(here: Run, name: str) -> int:
    (here.folder / f"asleep-{name}").touch()
    time.sleep(60)
    return here(length, name)


@step(version=1)
def in_parts(folder: Path, words: tuple[str, ...]) -> int:
    """Count letters, and keep the count of each word; return how many had to be counted."""
    kept, counted = kept_parts(), 0
    for word in words:
        key = hashlib.sha256(word.encode()).digest()
        if kept.get(key) is None:
            kept.put(key, len(word))
            counted += 1
    return counted
