"""What is documented is there, and what is there is documented."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from izdat.cli import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def verbs(group: click.Group, prefix: str = "izdat") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= verbs(command, f"{prefix} {name}")
            if command.invoke_without_command:  # a verb of its own, too
                found[f"{prefix} {name}"] = command
        else:
            found[f"{prefix} {name}"] = command
    return found


def sections(page: str, level: str) -> dict[str, str]:
    fence = r"^(`{3,}|~{3,}).*?^\1$\n?"
    page = re.sub(fence, "", page, flags=re.MULTILINE | re.DOTALL)
    parts = re.split(rf"^{level} `?([^`\n]+)`?$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_verb_and_option_has_its_place_on_the_page() -> None:
    page = sections((DOCS / "command-line.md").read_text(), "##")
    documented = {name for name in page if name.startswith("izdat")}
    assert documented == set(verbs(main))
    for name, command in verbs(main).items():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert f"`{parameter.opts[-1 if len(parameter.opts) < 2 else 0]}" in page[name], (
                    name
                )
        assert command.help, name


def test_no_option_is_documented_that_does_not_exist() -> None:
    page = sections((DOCS / "command-line.md").read_text(), "##")
    for name, command in verbs(main).items():
        known = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
        for option in re.findall(r"^\| `(--?[a-z-]+)", page[name], flags=re.MULTILINE):
            assert option in known, f"{name} {option}"


def codes_in_source() -> set[str]:
    """Return every literal that is given to ``Problem`` or a fault as its code."""
    names = r"(?:Problem|RecordingFault|Fault|Unreadable|Complaint)"
    kebab = r"\"([a-z]+(?:-[a-z0-9]+)+)\""
    found: set[str] = set()
    for file in (ROOT / "src" / "izdat").rglob("*.py"):
        found |= set(re.findall(rf"\b{names}\(\s*(?:code=)?{kebab}", file.read_text()))
    return found


def test_every_problem_has_its_heading() -> None:
    headings = set(sections((DOCS / "problems.md").read_text(), "###"))
    missing = codes_in_source() - headings
    assert not missing
    assert len(headings) > 60


def test_every_heading_is_a_problem_of_the_source() -> None:
    text = "".join(f.read_text() for f in (ROOT / "src" / "izdat").rglob("*.py"))
    for code in sections((DOCS / "problems.md").read_text(), "###"):
        made = code.endswith("-without-id")  # its first part is the mark's name
        assert made or f'"{code}"' in text, code


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        fence = r"^(`{3,}|~{3,}).*?^\1$"
        text = re.sub(fence, "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"`[^`\n]+`", "", text)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in target or target.startswith(("#", "mailto:")):
                continue
            path = (page.parent / target.partition("#")[0]).resolve()
            assert path.exists(), f"{page.name}: {target}"


# ---- the tutorial -----------------------------------------------------------

BLOCK = re.compile(r"^(`{3,})(\w+) ?([^\n]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str, str]]:
    """Return (language, what stands behind it, text); a longer fence may hold a shorter one."""
    text = (DOCS / "tutorial.md").read_text()
    return [(language, rest, body) for _, language, rest, body in BLOCK.findall(text)]


@pytest.mark.slow
def test_the_tutorial_works_when_typed(tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    output = ""
    for language, rest, text in blocks():
        if rest.startswith("file="):
            file = tmp_path / rest.removeprefix("file=")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        elif language == "sh":
            result = subprocess.run(
                ["sh", "-e", "-c", text], cwd=tmp_path, text=True, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path)},
            )  # fmt: skip
            output = result.stdout
            assert result.returncode == (1 if "fails=1" in rest else 0), output
        elif rest == "contains":
            for line in text.splitlines():
                assert line in output
    public = tmp_path / "night-ferry" / "public"
    assert 'dir="rtl"' in (public / "when-the-river-came-in" / "ar" / "index.html").read_text()
    assert (public / "ar" / "feed.xml").exists()


def test_the_tutorial_is_the_example_show() -> None:
    for _, rest, text in blocks():
        if not rest.startswith("file="):
            continue
        example = (ROOT / "examples" / rest.removeprefix("file=")).read_text()
        for line in text.replace("@nort:", "@north:").splitlines():
            assert line.strip() in example, line
