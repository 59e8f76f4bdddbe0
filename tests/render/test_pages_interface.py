"""The interface's words: every one in every language, and counted rightly."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from izdat.render import claim_words, provenance
from izdat.render import interface as module
from izdat.render.interface import LANGUAGES, OFFLINE_WORDS, SCRIPT_WORDS, WORDS, interface

RENDER = Path(module.__file__).parent
CALL = re.compile(r"""(?:\bt|\.plain|\.say)\(\s*(["'])(.+?)\1""", re.DOTALL)
COUNT = re.compile(r'count\(\s*"(.+?)",\s*"(.+?)"', re.DOTALL)


def messages() -> set[str]:
    """Return every message that templates and modules ask for, the singular of those counted."""
    found = {
        *SCRIPT_WORDS.values(),
        *OFFLINE_WORDS.values(),
        *provenance.KINDS.values(),
        *provenance.ROLES,
    }
    found |= {*claim_words.AMOUNTS.values(), *claim_words.REASONS.values(), claim_words.HOUSE}
    found |= {word for pair in claim_words.KINDS.values() for word in pair}
    sources = [*RENDER.glob("templates/*.*ml")]
    sources += RENDER.glob("epub/*.py")
    sources += [
        RENDER / f"{name}.py"
        for name in ("html", "blocks", "edition", "pages", "site", "find_pages")
    ]
    sources += [RENDER / f"{name}.py" for name in ("claim_words", "ledger", "relations", "voices")]
    for source in sources:
        text = source.read_text("utf-8")
        found |= {match[1] for match in CALL.findall(text)}
        found |= {match[0] for match in COUNT.findall(text)}
    labels = re.findall(r'\("([A-Z][\w -]+)", ', (RENDER / "provenance.py").read_text("utf-8"))
    return found | set(labels)


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_every_message_is_translated_and_none_is_left_over(lang: str) -> None:
    with (WORDS / f"{lang}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=lang)
    known = {}
    for message in catalogue:
        if message.id:
            is_counted = isinstance(message.id, tuple)
            known[message.id[0] if is_counted else message.id] = message
            assert not message.fuzzy, message.id
            assert all(message.string if is_counted else [message.string]), message.id
    assert set(known) == messages()
    for message in known.values():
        for word in message.string if isinstance(message.string, tuple) else [message.string]:
            one = message.id[0] if isinstance(message.id, tuple) else message.id
            wanted = set(re.findall(r"%\((\w+)\)s", one)) - {"n"}
            assert set(re.findall(r"%\((\w+)\)s", word)) - {"n"} == wanted, one


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", ["1 episode", "2 episodes", "5 episodes", "21 episodes"]),
        ("es", ["1 episodio", "2 episodios", "5 episodios", "21 episodios"]),
        ("ru", ["1 выпуск", "2 выпуска", "5 выпусков", "21 выпуск"]),
        ("uk", ["1 випуск", "2 випуски", "5 випусків", "21 випуск"]),
        ("ar", ["حلقة واحدة", "حلقتان", "5 حلقات", "21 حلقة"]),
    ],
)
def test_things_are_counted_as_the_language_counts(lang: str, wanted: list[str]) -> None:
    words = interface(lang)
    found = [words.plain_count("%(n)s episode", "%(n)s episodes", n) for n in (1, 2, 5, 21)]
    assert found == wanted


def test_a_language_without_words_has_english_ones_that_say_so() -> None:
    words = interface("fa")
    assert words.say("Copy") == '<span lang="en" dir="ltr">Copy</span>'
    assert words.plain("Copy") == "Copy"
    assert json.loads(words.script_words())["lang"] == "en"


def test_a_region_does_not_change_the_words() -> None:
    assert interface("es-MX").say("Copy") == "Copiar"
    assert "lang" not in json.loads(interface("es-MX").script_words())


def test_what_is_put_into_words_is_escaped() -> None:
    assert "<b>" not in interface("en").say("Episode %(number)s", number="<b>")
