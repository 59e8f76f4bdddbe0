"""Spanish."""

from izdat.claims.lexicon import Lexicon

_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
)
_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_HUNDREDS = (
    "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient"
)  # fmt: skip

SPANISH = Lexicon(
    numbers={word: number for number, word in enumerate(_UNITS.split())}
    | {
        "un": 1, "una": 1, "dieciseis": 16, "veintiún": 21, "veintiun": 21, "veintiuna": 21,
        "veintidos": 22, "veintitres": 23, "veintiseis": 26, "cien": 100, "ciento": 100,
    }
    | {word: 10 * number for number, word in enumerate(_TENS.split(), start=3)}
    | {
        stem + ending: 100 * number
        for number, stem in enumerate(_HUNDREDS.split(), start=2)
        for ending in ("os", "as")
    },
    multipliers={
        "mil": 1000, "millón": 10**6, "millon": 10**6, "millones": 10**6, "billón": 10**12,
        "billones": 10**12,
    },
    joiner="y",
    groups={
        "docena": 12, "decena": 10, "veintena": 20, "treintena": 30, "quincena": 15,
        "centenar": 100, "millar": 1000, "mil": 1000,
    },
    plurals={
        "docenas": 12, "decenas": 10, "cientos": 100, "centenares": 100, "miles": 1000,
        "millares": 1000, "millones": 10**6,
    },
    articles="una?",
    vague=r"(?:much[oa]s|numeros[oa]s|vari[oa]s|alguno?s|algunas|poc[oa]s|la mayoría de)",
    some=r"vari[oa]s|algun[oa]s|un par de|unos pocos|unas pocas",
    weak=frozenset("un una uno cero".split()),
    halves={
        "la mitad": 50, "un tercio": 33.3, "dos tercios": 66.7, "una tercera parte": 33.3,
        "un cuarto": 25, "tres cuartos": 75, "una cuarta parte": 25,
    },
    half_more="y medi[oa]",
    per_cent=r"%|por ciento|por cien",
    before=(
        ("less than", r"menos de|por debajo de|inferior a|menores de"),
        ("up to", r"hasta|no más de|como máximo|a lo sumo|un máximo de|como mucho"),
        ("at least", r"al menos|por lo menos|como mínimo|no menos de|un mínimo de|cuando menos"),
        ("more than", (r"más de|mas de|por encima de|superior a|supera(?:n|ron|do)?|superó|"
         r"por arriba de|mayores de")),
        ("almost", r"casi|cerca de|próximo a|rozando|prácticamente"),
        ("about", (r"unos|unas|alrededor de|aproximadamente|en torno a|cosa de|"
         r"sobre(?= \d)|más o menos|~|≈")),
    ),
    after=(
        ("at least", r"o más|como mínimo|por lo menos|al menos|y pico"),
        ("up to", r"o menos|como máximo|a lo sumo|como mucho"),
        ("about", r"más o menos|aproximadamente|o así"),
    ),
    between="entre",
    and_="y|e",
    from_="de|desde",
    to="a|hasta",
    or_="o|u",
    comma_decimal=True,
    counted=(
        r"personas?|hombres?|mujeres?|niñ[oa]s?|muert[oa]s?|herid[oa]s?|detenid[oa]s?|"
        r"desaparecid[oa]s?|arrestad[oa]s?|años?|mes(?:es)?|semanas?|horas?|minutos?|noches?|"
        r"casas?|ciudad(?:es)?|dólar(?:es)?|euros?|pesos?|por ciento|%|kilómetros?|km|metros?|"
        r"toneladas?"
    ),
    identifiers=(
        r"(?:artículos?|art\.|capítulos?|cap\.|episodios?|temporada|n\.?º|núm\.|números?|"
        r"páginas?|pág\.|partes?|vol\.|volumen|puntos?|apartados?|pisos?|§+|versión|"
        r"figuras?|tablas?|párrafos?)"
    ),
    idioms=r"de (?:nosotros|ellos|ellas)|veces (?:mejor|peor|más|menos)|otro|otra|cada",
    clock=r"de la (?:mañana|tarde|noche|madrugada)|h\b|horas? de la",
    months={name: number for number, name in enumerate(_MONTHS.split(), start=1)}
    | {"setiembre": 9},
    month_before=r"en|de|desde|hasta|a|durante|pasado|próximo|este|para|por",
    year_before=r"en|de|del|desde|hasta|a|durante|año|hacia|y|entre|para",
    parts=(
        r"(?:la )?(?:noche|mañana|tarde|madrugada|víspera) (?:del?)|(?:a )?(?:principios|"
        r"finales|mediados|comienzos|fines) de"
    ),
    seasons={
        "primavera": 21, "verano": 22, "otoño": 23, "invierno": 24,
    },
    of="del?",
    corrections=(
        r"en realidad|de hecho|corrección|correccion|debe (?:decir|ser|leerse)|"
        r"la cifra (?:correcta|exacta|real)|el número (?:correcto|exacto|real)|"
        r"quiso decir|erróneamente|por error|errata"
    ),
    weak_corrections=r"más bien|mejor dicho|ahora|luego|después|no|más exactamente|exactamente",
    spoken_corrections=r"mejor dicho|o sea|perdón|digo|más bien|no|es decir|corrijo",
    said=(
        r"dijo|dice|dicen|dijeron|afirmó|afirma|afirman|declaró|declara|escribió|escribe|"
        r"según|anunció|informó|informa|añadió|explicó|explica|respondió|aseguró|asegura"
    ),
    stops=frozenset("el la de que y en los las por con para del una es no se".split()),
)  # fmt: skip
