import shutil

import pytest
import trial_steps
from trial_build import build, make, tree

from izdat.model.content import Paragraph, Text
from izdat.model.place import Place
from izdat.run import (
    Advanced,
    Call,
    Damaged,
    Finished,
    Progress,
    Ran,
    Run,
    Started,
    publish,
    step,
    why,
)
from izdat.run.memory import Memory, Record


class Notes:
    def __init__(self):
        self.events = []

    def tell(self, event):
        self.events.append(event)

    def ran(self):
        return [(e.step.split(".")[-1], *e.subject) for e in self.events if isinstance(e, Ran)]

    def reasons(self):
        return [e.reason for e in self.events if isinstance(e, Ran)]


def steps_run(show):
    notes = Notes()
    build(show, reporter=notes)
    return notes.ran()


def test_the_second_build_runs_nothing_and_writes_nothing(show):
    here, published = build(show)
    assert (here.ran, here.kept, published.written) == (12, 0, 8)
    memory = (show / ".izdat" / "memory").stat().st_mtime_ns
    here, published = build(show)
    assert (here.ran, here.kept, published.written, published.unchanged) == (0, 12, 0, 8)
    assert (show / ".izdat" / "memory").stat().st_mtime_ns == memory


def test_one_edit_runs_the_steps_of_one_episode(show):
    build(show)
    (show / "e2.md").write_text("another night")
    assert steps_run(show) == [("shout", "e2"), ("sound", "e2"), ("page", "e2")]


def test_a_result_that_comes_out_the_same_stops_the_rest(show):
    build(show)
    (show / "e2.md").write_text("  NIGHT 2\n\n")  # shout loses the difference
    assert steps_run(show) == [("shout", "e2")]


@step(version=1)
def words(folder, paragraph):
    return len(paragraph.children)


def test_a_blank_line_runs_nothing(show):
    with Run(show) as here:
        here(words, Paragraph((Text("a"),), place=Place("e.md", 3)))
        here(words, Paragraph((Text("a"),), place=Place("e.md", 4)))
        assert (here.ran, here.kept) == (1, 1)


def test_a_new_version_of_a_step_runs_it_again(show, monkeypatch):
    build(show)
    monkeypatch.setattr(trial_steps.page, "step_version", 2)
    monkeypatch.setattr("izdat.run.run.state_of_code", lambda: b"other code")
    notes = Notes()
    build(show, reporter=notes)
    assert notes.ran() == [("page", f"e{n}") for n in range(4)]
    assert set(notes.reasons()) == {"new version of the step"}


def test_a_new_version_of_a_task_looks_its_steps_up_and_runs_none(show, monkeypatch):
    build(show)
    monkeypatch.setattr(trial_steps.episode, "task_version", 2)
    here, _ = build(show)
    assert (here.ran, here.kept) == (0, 12)


def test_any_change_of_the_code_looks_steps_up(show, monkeypatch):
    build(show)
    monkeypatch.setattr("izdat.run.run.state_of_code", lambda: b"other code")
    calls = [Call((s.stem,), (s.stem,)) for s in sorted(show.glob("*.md"))]
    with Run(show) as here:
        assert not any(here.is_kept(trial_steps.counted, call) for call in calls)
        make(here, show)
        assert (here.ran, here.kept) == (0, 12)


def test_how_inputs_are_given_is_no_difference(show):
    with Run(show) as here:
        here(trial_steps.page, "a", Text("b"))
        here(trial_steps.page, "a", text=Text("b"))
        here(trial_steps.page, text=Text("b"), name="a")
        assert (here.ran, here.kept) == (1, 2)
        with pytest.raises(TypeError):
            here(trial_steps.page, "a", other=1)


def test_a_step_that_is_not_marked_is_refused(show):
    with Run(show) as here, pytest.raises(TypeError, match="not marked @step"):
        here(lambda folder: 1)


def test_a_step_that_fails_keeps_nothing_and_leaves_nothing(show):
    @step(version=1)
    def failing(folder):
        (folder / "half").write_text("x")
        raise RuntimeError("no")

    with Run(show) as here:
        with pytest.raises(RuntimeError):
            here(failing)
        with pytest.raises(RuntimeError):
            here(failing)
    assert list((show / ".izdat" / "store" / "tmp").iterdir()) == []


def test_a_file_passed_on_is_the_input_as_it_lies_now(show):
    file = trial_steps.file_at(show / "e1.md")
    with Run(show) as here:
        assert here(trial_steps.passed_on, file) == (file, 7)
        (show / "e1.md").rename(show / "renamed.md")
        moved = trial_steps.file_at(show / "renamed.md")
        found, _ = here(trial_steps.passed_on, moved)
        assert here.ran == 1
    assert found.path == show / "renamed.md"


# ---- reasons ----------------------------------------------------------------


def would(show):
    found = why(show, lambda here: make(here, show))
    return [(w.step.split(".")[-1], *w.subject, w.reason) for w in found]


def test_why_tells_each_reason_and_runs_nothing(show, monkeypatch):
    assert would(show) == [("shout", f"e{n}", "first time") for n in range(4)]
    assert not (show / ".izdat" / "memory").exists()
    build(show)
    assert would(show) == []
    (show / "e1.md").write_text("other")
    assert would(show) == [("shout", "e1", "text changed")]
    build(show)
    with Run(show) as here:
        sound = make(here, show)[0].file.path
    shutil.rmtree(sound.parent.parent)
    ((name, _, reason),) = would(show)
    assert (name, reason) == ("sound", "its result was gone")


def test_a_reason_names_every_input_that_changed(show):
    notes = Notes()
    with Run(show, reporter=notes) as here:
        here.on("a")(trial_steps.page, "x", Text("1"))
    with Run(show, reporter=notes) as here:
        here.on("a")(trial_steps.page, "x", Text("2"))
        here.on("b")(trial_steps.page, "x", Text("3"))
    with Run(show, reporter=notes) as here:
        here.on("a")(trial_steps.page, "y", Text("3"))
    assert notes.reasons() == ["first time", "text changed", "first time", "name, text changed"]


def test_of_several_calls_the_most_alike_gives_the_reason(show):
    notes = Notes()
    with Run(show) as here:
        here(trial_steps.page, "x", Text("1"))
        here(trial_steps.page, "y", Text("2"))
    with Run(show, reporter=notes) as here:
        here(trial_steps.page, "x", Text("1"))
        here(trial_steps.page, "y", Text("3"))
    assert notes.reasons() == ["text changed"]


def test_events_come_in_order(show):
    notes = Notes()
    for path in sorted(show.glob("*.md"))[1:]:
        path.unlink()
    build(show, reporter=notes)
    kinds = [type(e) for e in notes.events]
    assert kinds == [
        Advanced, Started, Ran, Started, Progress, Ran, Started, Ran, Advanced, Finished,
    ]  # fmt: skip
    assert notes.events[4].fraction == 0.5
    assert notes.events[-1] == Finished(3, 0)


# ---- what is remembered -----------------------------------------------------


def test_a_memory_that_is_torn_costs_a_look_and_nothing_else(show):
    build(show)
    path = show / ".izdat" / "memory"
    sound = path.read_bytes()
    for data in (b"", sound[:-1], sound[:50], b"\0" * len(sound), sound.replace(b"e1", b"e9")):
        path.write_bytes(data)
        here, published = build(show)
        assert (here.ran, here.kept, published.written) == (0, 12, 0)


def test_two_runs_at_once_lose_nothing_that_either_learned(show):
    one, other = Memory(show / "memory"), Memory(show / "memory")
    one.remember(Record("a", (), b"1" * 32, b"", b"", b""))
    other.remember(Record("b", (), b"2" * 32, b"", b"", b""))
    one.save()
    other.save()
    both = Memory(show / "memory")
    assert both.find("a", ()) is not None
    assert both.find("b", ()) is not None


def test_a_failed_build_remembers_what_it_did(show):
    def fails():
        with Run(show) as here:
            make(here, show)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with Run(show) as here:
        make(here, show)
        assert (here.ran, here.kept) == (0, 12)


def test_a_nested_task_runs_in_line(show):
    with Run(show) as here:
        assert here.each(trial_steps.nested, [Call(("x",), (("a", "bb"),))]) == [(1, 2)]


# ---- moving, sharing, damage ------------------------------------------------


def test_a_show_that_was_moved_runs_nothing(show, tmp_path):
    build(show)
    moved = show.rename(tmp_path / "moved")
    here, published = build(moved)
    assert (here.ran, here.kept, published.written) == (0, 12, 0)
    with Run(moved) as here:
        assert all(o.file.path.is_relative_to(moved) for o in make(here, moved))


def test_a_show_that_was_copied_runs_nothing(show, tmp_path):
    build(show)
    copied = tmp_path / "copied"
    shutil.copytree(show, copied)
    here, _ = build(copied)
    assert (here.ran, here.kept) == (0, 12)


def test_two_shows_share_a_store(show, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for path in show.glob("*.md"):
        shutil.copy(path, other)
    store = tmp_path / "shared"
    build(show, store=store)
    here, published = build(other, store=store)
    assert (here.ran, here.kept, published.written) == (0, 12, 8)
    assert tree(show / "public") == tree(other / "public")


def test_without_its_store_a_show_is_built_again_to_the_same_bytes(show):
    build(show)
    before = tree(show / "public")
    shutil.rmtree(show / ".izdat")
    here, published = build(show)
    assert here.ran == 12
    assert published.written == 0
    assert tree(show / "public") == before


def test_a_kept_file_that_rotted_is_not_published_and_is_made_again(show):
    build(show)
    sound = tree(show / "public")
    rotten = next((show / ".izdat" / "store").rglob("sound.mp3"))
    data = bytearray(rotten.read_bytes())
    data[5] ^= 1
    rotten.write_bytes(data)
    shutil.rmtree(show / "public")
    with pytest.raises(Damaged):
        build(show)
    here, _ = build(show)
    assert here.ran == 1
    assert tree(show / "public") == sound


def test_a_file_lost_from_the_store_is_made_again_when_a_step_misses_it(show):
    with Run(show) as here:
        first = here(trial_steps.page, "x", Text("1"))
        first.file.path.unlink()

        @step(version=1)
        def reading(folder, file):
            return file.path.read_text()

        with pytest.raises(Damaged):
            here(reading, first.file)
        again = here(trial_steps.page, "x", Text("1"))
        assert here(reading, again.file) == "<p>1"


def test_publishing_needs_no_files_of_the_store_when_nothing_changed(show):
    with Run(show) as here:
        outputs = make(here, show)
        publish(outputs, show / "public", show)
    shutil.rmtree(show / ".izdat" / "store")
    assert publish(outputs, show / "public", show).unchanged == 8
