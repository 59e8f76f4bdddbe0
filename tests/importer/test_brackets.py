"""Square brackets in more of the ways in which editors write them."""

import pytest

from izdat.importer import import_transcript
from izdat.importer.brackets import bracket_kind, find_brackets


def body(text, name="page.txt"):
    imported = import_transcript(text.encode(), name=name, slug="page")
    return imported.file("episode.md").split("---\n", 2)[2]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He [laughs bitterly] left.", "sound"),
        ("He spoke. [A door slams] Nobody came.", "sound"),
        ("[Clears throat] Yes.", "sound"),
        ("نعم [تضحك] لا.", "sound"),
        ("It was [still crying] when we left.", "supplied"),
        ("She lived in Memphis [TN] then.", "supplied"),
        ("They took the hole [the punishment cell —trans.] away.", "translator-note"),
        ("They took it [TN: a pun] away.", "translator-note"),
        ("اكتبوا [ملاحظة المترجم: الأسود ممنوع] غدا.", "translator-note"),
        ("About thirty came [more like 40].", "correction"),
        ("بقينا شهرا [في الواقع 41 يوما].", "correction"),
        ("They chose to leave [rather than wait].", "supplied"),
        ("They left [it was raining].", "supplied"),
        ("They said so [emphasis added].", "note"),
        ("He was [name inaudible] there.", "inaudible"),
        ("The Salt Office [Soleamt; closed in 1988] weighs.", "note"),
        ("O lamp [the miners’ lamp was issued one per family] of ours.", "note"),
    ],
)
def test_a_bracket_says_what_it_is(text, kind):
    (found,), _ = find_brackets(text)
    assert bracket_kind(text, found.start, found.end)[0] == kind


def test_a_note_in_round_brackets_that_says_so_is_one():
    assert "the hole [Translator’s note: the cell]{.tn}." in body(
        "We fear the hole (Translator’s note: the cell). We fear (at last) nothing.\n\nEnd.\n"
    )


def test_the_brackets_of_an_address_are_no_editors():
    assert "show \\[at\\] example \\[dot\\] org" in body(
        "Write to show [at] example [dot] org. We answer [all] letters.\n\nEnd.\n"
    )


def test_a_caption_that_is_only_a_bracket_is_a_stage_direction():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nANA: Who is it?\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\n[a wind in the pines]\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nANA: Nobody.\n"
    )
    assert "{.stage}\na wind in the pines" in body(text, "page.srt")


def test_a_sound_behind_its_time_is_a_stage_direction():
    text = (
        "[00:00] INTRO MUSIC\n\n[00:35] Kay: Welcome.\n\n[01:10] Mo: Hello.\n\n[02:00] AD BREAK\n\n"
    )
    assert body(text + "[02:30] Kay: Back.\n\n[03:00] Mo: So it seems.\n").count("{.stage}") == 2
