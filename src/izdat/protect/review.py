"""A show's texts and pictures → what no scan can see, for an editor to look at.

A name may be absent, and everybody know who is meant: an age, a trade, a place and a day near each
other are enough. A voice is known by its sound, and a picture may hold a text. Here stands where.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LARGEST = 1 << 22  # bytes of a text
NEAR = 300  # signs in which three kinds of facts make somebody known
ENOUGH = 3  # kinds

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg"})
_NUMBER = r"\d{1,3}"
# English, Russian, Ukrainian, Spanish. Stems, so that any case and number is found.
KINDS = {
    "age": re.compile(
        rf"\b{_NUMBER}[- ]years?[- ]old\b|\baged? {_NUMBER}\b|\b{_NUMBER}[- ]?(?:лет|год|рок|рік)"
        rf"|\b{_NUMBER} años\b|-летн|-річн",
        re.IGNORECASE,
    ),
    "trade": re.compile(
        r"\b(?:teacher|doctor|nurse|driver|engineer|lawyer|priest|student|pilot|baker|cook|farmer|"
        r"journalist|soldier|miner|librarian|director|professor|electrician|fisher|mayor|deputy|"
        r"учител|врач|медсестр|водител|инженер|адвокат|священник|студент|повар|журналист|солдат|"
        r"шахт[её]р|библиотекар|директор|профессор|депутат|вчител|лікар|водій|водія|інженер|юрист|"
        r"священик|кухар|журналіст|шахтар|бібліотекар|profesor|maestr|médic|enfermer|conductor|"
        r"ingenier|abogad|estudiante|periodista|soldado|alcald)\w*",
        re.IGNORECASE,
    ),
    "place": re.compile(
        r"\b(?:in|from|near|at)\s+(?:the\s+)?[A-Z]\w{2,}|\b(?:street|village|district|school No)\b"
        r"|\b(?:в|во|из|под|у|з|під|біля)\s+[А-ЯЄІЇҐ]\w{2,}|\b(?:улиц|деревн|посёлк|сел[оае]\b|вулиц|район)"
        r"|\b(?:en|de|cerca de)\s+[A-ZÁÉÍÓÚÑ]\w{2,}|\b(?:calle|pueblo|barrio)\b"
    ),
    "day": re.compile(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
        r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
        r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
        r"|\b\d{1,2}\s+(?:янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек"
        r"|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру"
        r"|de (?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic))",
        re.IGNORECASE,
    ),
    "kin": re.compile(
        r"\b(?:wife|husband|daughter|son|brother|sister|mother|father|widow|cousin)\b"
        r"|\b(?:жен[аыуе]\b|муж\b|муж[аеу]\b|доч|сын|брат|сестр|мать|матер|отец|отц|вдов|дружин|чоловік"
        r"|доньк|син\b|матір|батьк|espos|herman|hij[ao]s?\b|madre|padre)",
        re.IGNORECASE,
    ),
}  # fmt: skip
RECORDING = re.compile(r"^\s*(?:audio|tracks|music)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Something that a person has to judge."""

    what: str  # "known by", "voice", "picture"
    file: str
    line: int  # 0: the file as a whole
    kinds: tuple[str, ...] = ()  # of facts that stand near each other


def review(show: Path) -> list[ToLookAt]:
    """Return what to look at in the folder of a show, in order of its files."""
    found: list[ToLookAt] = []
    for path in sorted((show / "episodes").rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(show).as_posix()
        if path.suffix == ".md" and path.stat().st_size <= LARGEST:
            text = path.read_bytes().decode("utf-8", "replace")
            found += (ToLookAt("known by", name, line, kinds) for line, kinds in _known_by(text))
            found += (
                ToLookAt("voice", name, text.count("\n", 0, each.end()) + 1)
                for each in RECORDING.finditer(text)
            )
        elif path.suffix.lower() in PICTURES:
            found.append(ToLookAt("picture", name, 0))
    return found


def _known_by(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (line, kinds) of each stretch in which somebody may be known by what is told."""
    facts = sorted(
        (each.start(), kind) for kind, wanted in KINDS.items() for each in wanted.finditer(text)
    )
    last = -1
    for at, (start, _) in enumerate(facts):
        if start <= last:
            continue
        near = []
        for place, kind in facts[at:]:
            if place - start > NEAR:
                break
            near.append((place, kind))
        kinds = tuple(sorted({kind for _, kind in near}))
        if len(kinds) >= ENOUGH:
            last = near[-1][0]
            yield text.count("\n", 0, start) + 1, kinds
