"""Which language a text is in, by its script and its smallest words."""

import re

COMMON = {
    "en": "the and of to in that is was for with this are not you they have from we",
    "es": "el la los las de que y en un una por con no se del para es como pero más",
    "fr": "le la les des et est que dans un une pour qui pas nous vous avec sur au du",
    "de": "der die das und ist nicht ein eine wir ich zu den mit von auf sich auch dem",
    "it": "il lo gli che di è non una per con sono della questo anche come ma del dei",
    "pt": "o os as que de e não uma para com por se mais como mas dos da do em é",
    "nl": "de het een en van is niet dat wij ik zijn voor met op te ook die er",
    "pl": "i w nie na się że to z jest do jak ale co są przez dla tym od",
    "tr": "ve bir bu da de için ile çok ne gibi ama daha olan var değil biz",
    "ca": "el la els les que i de un una amb per no és com però més dels als",
    "ru": "и в не на что с как это по но мы из к у за от так же все для",
    "uk": "і в не на що з як це та але ми із до у за від так же все для є",
    "be": "і ў не на што з як гэта па але мы да у за ад так усе для",
    "bg": "и в не на че с как това по но ние от до за се са да ще",
    "sr": "и у не на да се је су за од као то али ми са",
    "ar": "في من على أن إلى هذا التي عن لا ما مع كان هذه",
    "fa": "در از به که این را با است برای آن ما می و",
    "el": "και το να του της η στο με για από δεν που είναι",
    "he": "של את על לא זה הוא עם גם אני כי מה אנחנו",
}
_SETS = {lang: frozenset(words.split()) for lang, words in COMMON.items()}
# Scripts that one language has nearly to itself; Japanese before Chinese, whose signs it holds.
SCRIPTS = (
    ("ja", "[぀-ヿ]"),
    ("ko", "[가-힯]"),
    ("zh", "[一-鿿]"),
    ("hi", "[ऀ-ॿ]"),
    ("th", "[฀-๿]"),
    ("ka", "[Ⴀ-ჿ]"),
    ("hy", "[԰-֏]"),
    ("am", "[ሀ-፿]"),
    ("bn", "[ঀ-৿]"),
    ("ta", "[஀-௿]"),
)
SAMPLE = 50_000  # characters


def guess_language(text: str) -> tuple[str, float]:
    """Return a BCP 47 tag and how sure it is; English at no confidence where nothing speaks."""
    letters = sum(c.isalpha() for c in text[:SAMPLE])
    for lang, script in SCRIPTS:
        if len(re.findall(script, text[:SAMPLE])) > 0.3 * max(1, letters):
            return lang, 0.8
    words = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    if not words:
        return "en", 0.0
    scores = {lang: sum(word in own for word in words) / len(words) for lang, own in _SETS.items()}
    best = max(scores, key=lambda lang: (scores[lang], lang))
    if scores[best] == 0:
        return "en", 0.0
    second = max(score for lang, score in scores.items() if lang != best)
    lead = (scores[best] - second) / scores[best]
    return best, round(min(0.99, 0.4 + 0.6 * lead + min(0.2, len(words) / 2000)), 2)
