"""A Dask cluster of two workers on this machine, one of which is killed half-way."""

import os
import signal
import threading
import time

import pytest
import trial_steps
from trial_build import make, tree

from izdat.run import Ran, Run, cluster, publish

distributed = pytest.importorskip("distributed")


class Killer:
    """Kills a worker as soon as some episodes are made."""

    def __init__(self, process):
        self.process = process
        self.made = 0
        self.lock = threading.Lock()

    def tell(self, event):
        if isinstance(event, Ran):
            self.made += 1
            if self.made == 6:
                os.kill(self.process, signal.SIGKILL)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_comes_to_the_same_bytes(show, tmp_path):
    for n in range(4, 16):
        (show / f"e{n}.md").write_text(f"night {n}")
    other = tmp_path / "other"
    other.mkdir()
    for path in show.glob("*.md"):
        (other / path.name).write_bytes(path.read_bytes())
    with Run(show) as here:
        publish(make(here, show), show / "public", show)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as workers:
        victim = next(iter(workers.workers.values())).process.process.pid
        killer = Killer(victim)
        began = time.monotonic()
        with Run(other, workers=cluster(workers.scheduler_address), reporter=killer) as here:
            outputs = make(here, other, trial_steps.slow_episode)
            publish(outputs, other / "public", other)
            assert here.ran + here.kept >= 48
        assert killer.made >= 6
        assert time.monotonic() - began < 60
    assert tree(show / "public") == tree(other / "public")
