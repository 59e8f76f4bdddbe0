"""English."""

from izdat.claims.lexicon import Lexicon

_MONTHS = "january february march april may june july august september october november december"
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

ENGLISH = Lexicon(
    numbers={word: number for number, word in enumerate(_UNITS.split())}
    | {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)},
    multipliers={
        "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
        "mln": 10**6, "bn": 10**9,
    },
    joiner="and",
    articles="an?",
    groups={
        "dozen": 12, "half a dozen": 6, "half-dozen": 6, "half a million": 500_000,
        "half a billion": 500_000_000, "half a hundred": 50, "half a thousand": 500,
    },
    plurals={
        "tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000,
        "millions": 10**6, "billions": 10**9,
    },
    vague=(
        r"(?:a (?:great |large |small )?(?:lot|number|majority|handful|couple) of|lots of|many|"
        r"several|a few|few|countless|numerous|dozens|most)"
    ),
    some=r"several|a few|many|a couple of|a couple|some several",
    weak=frozenset({"one", "zero"}),
    halves={
        "half": 50, "a half": 50, "one half": 50, "a third": 33.3, "one third": 33.3,
        "two thirds": 66.7, "two-thirds": 66.7, "a quarter": 25, "one quarter": 25,
        "three quarters": 75, "three-quarters": 75, "a fifth": 20, "one fifth": 20,
        "a tenth": 10, "one tenth": 10,
    },
    half_more="and a half",
    per_cent=r"%|per cent|percent|percentage points?",
    before=(
        ("less than", (r"no(?:t| more| longer)? quite|less than|fewer than|under|below|just under|"
         r"well under|short of|just short of")),
        ("up to", (r"(?:anything )?up to|at (?:the )?most|no more than|not more than|a maximum of|"
         r"at a maximum|as (?:many|much|high|long|large) as|a total of up to|not exceeding|"
         r"limited to|no greater than|not over|max\.?")),
        ("at least", (r"at least|no fewer than|no less than|not less than|not fewer than|"
         r"a minimum of|minimum|as few as|as little as|upwards? of|at the very least|min\.?")),
        ("more than", (r"more than|greater than|over|well over|just over|above|in excess of|"
         r"exceeding|exceeds?|exceeded|surpass(?:ed|es|ing)|upward of|"
         r"larger than|higher than|longer than|older than")),
        ("almost", (r"almost|nearly|close to|approaching|approaches|approached|nearing|"
         r"not far (?:from|off)|practically|virtually|coming up to|on the way to")),
        ("about", (r"about|around|approximately|approx\.?|roughly|circa|ca\.?|some|an estimated|"
         r"estimated(?: at)?|something like|in the (?:region|order|neighbou?rhood) of|perhaps|"
         r"maybe|probably|more or less|give or take|on the order of|~|≈")),
    ),
    after=(
        ("at least", (r"or more|or above|or over|at (?:the very )?least|and (?:counting|rising|up|"
         r"more)|if not more|and over|or higher")),
        ("up to", r"or (?:less|fewer|under|below)|at (?:the )?most|or lower"),
        ("about", r"or so|or thereabouts|more or less|give or take"),
    ),
    between="between|anywhere between|somewhere between",
    and_="and",
    from_="from|anywhere from",
    to="to|up to|through|or even",
    or_="or",
    counted=(
        r"persons?|people|m[ae]n|wom[ae]n|child(?:ren)?|boys?|girls?|protest[eo]rs?|"
        r"demonstrators?|detainees?|prisoners?|soldiers?|civilians?|refugees?|workers?|students?|"
        r"deaths?|dead|killed|wounded|injured|missing|arrests?|arrested|detained|victims?|"
        r"casualt(?:y|ies)|cities|cit(?:y|ies)|towns?|villages?|houses?|homes?|famil(?:y|ies)|"
        r"years?|months?|weeks?|hours?|minutes?|seconds?|nights?|percent|per cent|%|dollars?|"
        r"euros?|pounds?|roubles?|rubles?|hryvnias?|pesos?|kilomet(?:re|er)s?|km|miles?|"
        r"met(?:re|er)s?|feet|foot|inch(?:es)?|tons?|tonnes?|kilos?|kilograms?|lit(?:re|er)s?|"
        r"degrees?|deaths? |more person|more death|survivors?|patients?|boats?|bombs?|rockets?|"
        r"missiles?|shells?|tanks?|bus(?:es)?|trucks?|cars?|hectares?|acres?"
    ),
    identifiers=(
        r"(?:box|articles?|arts?\.?|sections?|sec\.|§+|chapters?|ch\.|episodes?|ep\.|seasons?|"
        r"nos?\.|numbers?|pages?|pp?\.|parts?|volumes?|vol\.|items?|points?|rooms?|flats?|gates?|"
        r"law|apartments?|figures?|fig\.|tables?|versions?|v\.|paragraphs?|para\.|clauses?|rules?|"
        r"lines?|route|highway|platforms?|channels?|units?|blocks?|case|phase|step|steps|"
        r"lessons?|annex|appendix|schedule|title|amendments?|resolutions?|footnotes?|notes?|"
        r"boeing|airbus|iphone|windows|formula|type|model|mark|class|grade|level|buildings?|"
        r"house no\.?|bus|tram|flight|issues?|psalms?|verses?|floors?|tracks?)"
    ),
    idioms=(
        r"times (?:better|worse|over|more|less|easier|harder|as)|of (?:us|them|you|these|those|"
        r"the (?:above|most|main|many))\b|another|and only|by one|hand\b|way or|thing\b|"
        r"(?:and|or) the same|-sided|sides? of the same|-way\b|-thirds?\b"
    ),
    clock=r"a\.?m\b|p\.?m\b|o'clock|hrs\b",
    months={name: number for number, name in enumerate(_MONTHS.split(), start=1)}
    | {name[:3]: number for number, name in enumerate(_MONTHS.split(), start=1)}
    | {"sept": 9},
    month_before=(
        r"in|of|since|until|till|by|during|from|before|after|last|next|this|late|early|mid|"
        r"throughout|through|to|between|and|that"
    ),
    year_before=(
        r"in|since|of|by|from|until|till|before|after|during|early|late|mid|year|around|between|"
        r"and|to|through|spring|summer|autumn|winter|fall|back in|as of|through|circa|in or after"
    ),
    parts=(
        r"(?:the )?(?:nights?|early hours|mornings?|evenings?|afternoons?|eve|early days|days?|"
        r"dawn|first days|start|beginning|end|middle) (?:of|on)|early (?:on|in)|late (?:on|in)|"
        r"early|late|mid-?|the end of|the start of"
    ),
    seasons={"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24},
    day_first=False,
    of="of",
    corrections=(
        r"in (?:actual )?fact|actually|in reality|in truth|correction|corrected|recte|"
        r"should (?:be|read|say)|must be|meant|means to say|misspoke|mis-?spoken|mistaken|"
        r"mistakenly|erroneously|wrongly|an error|the (?:correct|right|actual|true|real|exact|"
        r"precise) (?:figure|number|date|name|total|count|year|day|amount)|"
        r"(?:it|this|that) (?:was|is) (?:actually|in fact|really)|not true|this is (?:wrong|"
        r"incorrect|an error)|errata|erratum|"
        r"since (?:risen|revised|corrected|updated|grown|fallen|climbed)"
    ),
    weak_corrections=(
        r"rather|or rather|in the end|really|later (?:revised|corrected|updated|raised|lowered|"
        r"put)|since (?:revised|corrected|updated|raised|risen|fallen)|revised|updated|"
        r"now|not|more (?:exactly|precisely|accurately)|to be (?:exact|precise)|"
        r"precisely|exactly|the (?:figure|number|total|count) (?:is|was)|it (?:was|is)|no,"
    ),
    spoken_corrections=(
        r"or rather|i mean|sorry|excuse me|no,? wait|make that|correction|scratch that|"
        r"i(?:'m| am) sorry|i should say|i meant(?: to say)?|well, actually|actually,? (?:it's|"
        r"it was|no)|no, (?:not|it was|it's)|no"
    ),
    said=(
        r"said|says?|saying|told|tells?|wrote|writes?|report(?:s|ed)?|according to|announced|"
        r"announces?|claim(?:s|ed)?|insist(?:s|ed)?|explained|explains?|declared|declares?|"
        r"added|adds|asked|asks?|shouted|replied|repl(?:y|ies)|stated?|states|echoing|read"
    ),
    stops=frozenset("the of and to in that is was for with are this they it".split()),
)  # fmt: skip
