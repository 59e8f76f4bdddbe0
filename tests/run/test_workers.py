import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import trial_steps
from trial_build import build, tree

from izdat.model.missing import Missing
from izdat.run import Call, Lost, Progress, Ran, Run, Started, WorkerLost, cluster, local


class Notes:
    def __init__(self):
        self.events = []

    def tell(self, event):
        self.events.append(event)


def calls(*names, extra=()):
    return [Call((name,), (name, *extra)) for name in names]


def test_side_by_side_comes_to_the_same_bytes(show, tmp_path):
    build(show)
    other = tmp_path / "other"
    other.mkdir()
    for path in show.glob("*.md"):
        (other / path.name).write_bytes(path.read_bytes())
    here, _ = build(other, workers=local(3))
    assert (here.ran, here.kept) == (12, 0)
    assert tree(show / "public") == tree(other / "public")


def test_tasks_run_in_other_processes_in_the_order_of_the_calls(show):
    with Run(show, workers=local(2)) as here:
        processes = here.each(trial_steps.process_of, calls("a", "b", "c", "d"))
        assert os.getpid() not in processes
        names = ["a" * n for n in (5, 1, 4, 2, 3)]
        assert here.each(trial_steps.counted, calls(*names)) == [5, 1, 4, 2, 3]


@pytest.mark.parametrize(("jobs", "names"), [(1, ("a", "b")), (2, ("a",)), (2, ())])
def test_one_task_or_one_job_starts_no_process(show, jobs, names):
    workers = local(jobs)
    workers.open = None  # would be called
    with Run(show, workers=workers) as here:
        assert set(here.each(trial_steps.process_of, calls(*names))) <= {os.getpid()}


def test_what_is_kept_starts_no_process(show):
    build(show)
    workers = local(2)
    workers.open = None
    here, _ = build(show, workers=workers)
    assert here.kept == 12


def test_events_arrive_while_the_task_runs(show):
    notes = Notes()
    build(show, workers=local(2), reporter=notes)
    by_episode = {}
    for event in notes.events:
        if isinstance(event, Started | Progress | Ran):
            by_episode.setdefault(event.subject, []).append(type(event))
    expected = [Started, Ran, Started, Progress, Ran, Started, Ran]
    assert by_episode == {(f"e{n}",): expected for n in range(4)}


def test_the_first_error_by_order_is_raised_and_what_was_done_is_kept(show):
    names = ("aa", "b", "cc", "d")
    with pytest.raises(ValueError, match="b is odd"), Run(show, workers=local(1)) as here:
        here.each(trial_steps.failing, calls(*names))
    with pytest.raises(ValueError, match=r"[bd] is odd"), Run(show, workers=local(2)) as here:
        here.each(trial_steps.failing, calls(*names))
    with Run(show) as here:
        assert here.each(trial_steps.failing, calls("aa")) == [2]
        assert here.ran == 0


def test_a_process_that_dies_loses_only_what_it_did(show, tmp_path):
    notes = Notes()
    names = ("a", "bb", "doomed", "cccc", "ddddd")
    with Run(show, workers=local(2), reporter=notes) as here:
        extra = (str(tmp_path / "mark"), 1)
        assert here.each(trial_steps.dying, calls(*names, extra=extra)) == [1, 2, 6, 4, 5]
    lost = [event for event in notes.events if isinstance(event, Lost)]
    assert len(lost) == 1
    assert ("doomed",) in lost[0].subjects


def test_a_task_that_kills_its_process_again_is_named(show, tmp_path):
    extra = (str(tmp_path / "mark"), 9)
    with pytest.raises(WorkerLost, match="doomed"), Run(show, workers=local(2)) as here:
        here.each(trial_steps.dying, calls("a", "doomed", "b", extra=extra))


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import trial_steps
from izdat.run import Call, Run, local

if __name__ == "__main__":
    with Run(Path(sys.argv[1]), workers=local(2)) as here:
        print("begun", flush=True)
        here.each(trial_steps.sleeping, [Call((n,), (n,)) for n in "abcd"])
"""


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_a_build_that_was_stopped(show, tmp_path, by):
    program = tmp_path / "program.py"
    program.write_text(BUILD)
    process = subprocess.Popen(
        [sys.executable, program, show, Path(trial_steps.__file__).parent],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout.readline() == b"begun\n"
    parent = psutil.Process(process.pid)
    deadline = time.monotonic() + 20
    while len(list(show.glob("asleep-*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    children = parent.children(recursive=True)
    assert len(children) >= 2
    if by == signal.SIGINT:
        os.killpg(process.pid, by)  # as a terminal does: all of them
    else:
        process.kill()
    process.communicate(timeout=10)
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


def test_a_cluster_that_does_not_answer_is_missing():
    pytest.importorskip("distributed")
    from dask import config

    with config.set({"distributed.comm.timeouts.connect": "300ms"}), pytest.raises(Missing):
        cluster("tcp://127.0.0.1:1")


def test_without_dask_a_cluster_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Missing) as missing:
        cluster("tcp://127.0.0.1:8786")
    assert missing.value.remedy == "pip install 'izdat[cluster]'"
