"""What editors write in square brackets: the words that give each kind away."""

import re

from izdat.importer import wording

TRANSLATOR = re.compile(
    r"^(?:t\.?/?n\.?|trans(?:l|lator)?\.?|tr\.)\s*[:—–-]"
    r"|\b(?:translator[’']?s?’? (?:foot)?note|tr(?:ans)?\.? note|note (?:by|from"
    r"|of) the translator|trans(?:l)?\.:"
    r"|прим(?:ечание|\.)?\s*пер(?:еводчика|еводчицы|\.)?|примечание переводчи\w+"
    r"|n\.?\s?(?:del?|de la|d[aoe])\s?t\.?|nota (?:del?|de la) traductora?"
    r"|n\.?d\.?t\.?\b|note d(?:u|e la) traduct\w+"
    r"|anm(?:erkung|\.)?\s*d(?:er|\.)?\s*(?:übers\w*|ü)\.?)"
    r"|nota d[oa] tradutora?|ملاحظة (?:من )?المترجمة?|ملاحظة الترجمة"
    r"|[—–-]\s?(?:(?:the )?trans(?:l|lators?)?|tr|t\.?/?n|пер|перев|прим\. ?пер|المترجمة?)\.?$",
    re.IGNORECASE,
)
EDITOR = re.compile(
    r"(?:[—–-]\s*eds?\.?$|\beds?\.?\s*(?:note\b|:)|\beditors?[’']?s?’? note"
    r"|\bnote (?:by|from) the editors?"
    r"|прим(?:ечание|\.)?\s*ред|[—–-]\s*ред\.?$|n\.?\s?(?:del?|de la|d[aoe])\s?(?:e"
    r"|r)\.|nota (?:del?|de la) (?:editor|redac)"
    r"|^eds?\.?\s*[:—–-]|(?:my|our) emphasis|emphasis (?:added|mine|ours|in (?:the )?original)"
    r"|ملاحظة (?:المحرر|التحرير)"
    r"|anm(?:erkung|\.)?\s*d(?:er|\.)?\s*red|ndlr|note de la rédaction)",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"(?:in fact|in reality|correction|corrected|the (?:correct|actual"
    r"|real) (?:figure|number|date)"
    r"|recte|на самом деле|насправді|в действительности|правильно|в реальности"
    r"|en realidad|na verdade|na realidade|in realtà"
    r"|en réalité|tatsächlich|in wirklichkeit|في الواقع|في الحقيقة|الصحيح)\b",
    re.IGNORECASE,
)
# These begin a sentence as often: they correct only a figure.
CORRECTS_FIGURE = re.compile(
    r"(?:actually|it was|it is|should be|rather|more like|now|точнее|вернее|de hecho|de fato"
    r"|en fait"
    r"|plutôt|eigentlich|vielmehr|más bien|بل)[ ,:]+(?:\S+ ){0,3}?\$?€?£?\d",
    re.IGNORECASE,
)
PRONOUNCED = re.compile(
    (
        r"(?:pron(?:ounced|unciation|\.)|произносится|се pronuncia|se pronuncia"
        r"|ausgesprochen|prononcé)|/[^/\s][^/]*/$"
    ),
    re.IGNORECASE,
)
SYLLABLES = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z]{1,8})+")
_UNHEARD = (
    r"(?:inaudible|unintelligible|indistinct|unclear|crosstalk|cross-talk|cross talk|overlapping"
    r"|talking over (?:each other|one another)|garbled|indecipherable"
    r"|неразборчиво|нрзб\.?|неслышно|не слышно|говорят одновременно"
    r"|inaudible|ininteligible|inintelligible|unverständlich|غير مسموع|غير واضح|\?+)"
)
INAUDIBLE = re.compile(
    rf"(?:{wording.TIME_TEXT}\s*)?(?:(?:name|word|words|phrase|audio|speech)s? )?{_UNHEARD}"
    r"(?: (?:words?|names?|phrase|speech|audio|section|passage|dialogue|conversation))?"
    rf"(?:[\s,:;@-]*(?:at\s*)?{wording.TIME_TEXT}|,? ?\d+ ?(?:s|sec|seconds?)\.?)?\.?",
    re.IGNORECASE,
)
# What people and things do that is heard, and how: "laughs bitterly", "a door slams".
_HEARD = (
    r"laugh(?:s|ter|ing|ed)?|chuckl(?:es|ing|e)|giggl(?:es|ing|e)|sigh(?:s|ing|ed)?|gasp(?:s|ing)?"
    r"|groan(?:s|ing)?|sob(?:s|bing)?|cough(?:s|ing)?|sneez(?:es|ing)|sniff(?:s|ing|les)?"
    r"|weeps|weeping|cries|crying|cheer(?:s|ing)|chant(?:s|ing)|clap(?:s|ping)?|applau(?:se|ds|ding)"
    r"|whistl(?:es|ing|e)|whisper(?:s|ing)|shout(?:s|ing)|scream(?:s|ing)?|hum(?:s|ming)"
    r"|singing|sings|snort(?:s|ing)?|yawn(?:s|ing)?|inhal(?:es|ing)|exhal(?:es|ing)"
    r"|clears (?:his|her|their) throat|clears throat|throat clearing|knock(?:s|ing)?"
    r"|slam(?:s|ming)|bark(?:s|ing)|ring(?:s|ing)|beep(?:s|ing)?|honk(?:s|ing)|bleat(?:s|ing)?"
    r"|howl(?:s|ing)?|buzz(?:es|ing)|hiss(?:es|ing)|click(?:s|ing)|splash(?:es|ing)|crackl(?:es|ing|e)"
    r"|murmur(?:s|ing)?|whirr?(?:s|ing)|thunder|explod(?:es|ing)|creak(?:s|ing)|rustl(?:es|ing)|rumbl(?:es|ing)"
    r"|laughter|gunshots?|gunfire|explosions?|sirens?|footsteps|applause|static|pause[sd]?|silence"
)
SOUND = re.compile(
    r"(?!.*\b(?:was|were|is|are|am|be|been|being|to|of|that|had|has|kept|still)\b)"
    rf"(?:(?:[\w’']+\s){{0,3}}(?:{_HEARD})(?:(?:,? and| or)? (?:{_HEARD}))?"
    r"(?:,? (?:\w+ly|again|softly|in (?:the )?(?:background|distance)|at \w+|off[- ]?mic|together"
    r"|loud|out loud|on tape|for a (?:moment|while|long time)|outside))?"
    r"|(?:\w+\s){0,3}(?:music(?: plays| playing| fades(?: out| in)?| begins| ends| continues)?"
    r"|noise|song(?: plays| ends| fades)?|beep|break|tone|chatter|feedback|interlude|jingle)"
    r"|сміх|сміється|сміються|музика|оплески|зітхає|смех|смеётся|смеется|смеются|музыка|аплодисменты|пауза|вздыхает|вздох|плачет|поют|поёт|шум"
    r"|кашляет|тишина|молчит|стук|звонок|звонит телефон|хлопают|усмехается|шепчет|кричат"
    r"|risas?|se ríen?|ríen?|música|aplausos|pausa|silencio|suspira|tose|llora|canta|cantan|gritos"
    r"|lacht|lachen|gelächter|musik|applaus|beifall|seufzt|hustet|weint|stille|pause"
    r"|rires?|rit|rient|musique|applaudissements|soupire|tousse|silence|risos?|risate"
    r"|צוחק(?:ת|ים|ות)?|[يت]?ضحك(?:ون|ان)?|ضحك|موسيقى|تصفيق|صمت|[يت]تنهد|[يت]بكي)[.!]?",
    re.IGNORECASE,
)
EXPLAINS = re.compile(
    r"(?:i\.?\s?e\.|e\.g\.|that is,|viz\.|namely|meaning|literally|lit\."
    r"|a\.?k\.?a\.?\b|cf\.|see\b|also known as"
    r"|formerly|now called|referring to|a reference to|an? (?:allusion|nod) to"
    r"|short for|the (?:name|word|term) "
    r"|то есть|т\. ?е\.|буквально|имеется в виду|речь идёт|ныне|см\.|es decir"
    r"|o sea|literalmente|se refiere|das heißt"
    r"|d\. ?h\.|gemeint|wörtlich|c[’']est-à-dire|when |since |after |before "
    r"|which |who |where |because |on \w+ \d)",
    re.IGNORECASE,
)
OF_A_WORD = re.compile(
    r"\b(?:(?:\w+|the) (?:word|term|expression|slang|name) for|in (?:russian"
    r"|ukrainian|arabic|spanish|german|french|english|greek|turkish|persian"
    r"|the original)"
    r"|literally|means? [“\"«]|translates? (?:to|as)|pun on|play on words"
    r"|игра слов|по-\w+ски|en el original|im original)\b",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:was|were|is|are|has|had|have|did|does|died|been|became|arrested"
    r"|published|refers?|means?|worked|seized|helped"
    r"|был[аои]?|есть|стал[аои]?|означает|является|era|fue|fueron|es|son|está"
    r"|significa|war|waren|ist|sind|bedeutet|était|est)\b",
    re.IGNORECASE,
)
SCRIPTS = (
    re.compile("[Ѐ-ӿ]"),
    re.compile("[؀-ۿ]"),
    re.compile("[א-ת]"),
    re.compile("[Ͱ-Ͽ]"),
    re.compile("[a-zA-Z]"),
)
