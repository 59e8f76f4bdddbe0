import importlib
from pathlib import Path

import izdat
from izdat.run import code


def test_any_change_of_any_file_changes_the_state(tmp_path, monkeypatch):
    package = tmp_path / "izdat"
    (package / "deep").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "deep" / "page.html").write_text("old")
    monkeypatch.setattr(izdat, "__file__", str(package / "__init__.py"))
    state = importlib.reload(code).state_of_code
    seen = {state()}
    assert state() in seen
    (package / "deep" / "page.html").write_text("newer")
    seen.add(state())
    (package / "deep" / "other.py").write_text("")
    seen.add(state())
    (package / "deep" / "other.py").unlink()
    seen.add(state())
    monkeypatch.setattr(izdat, "__version__", "9")
    seen.add(state())
    assert len(seen) >= 4
    (package / "__pycache__").mkdir()
    before = state()
    Path(package / "__pycache__" / "a.pyc").write_text("")
    assert state() == before
