"""What the lines at a page's top look like: length, number, season, day, the page's own signs."""

import re

LISTEN = (
    r"(?:(?:listen(?: to)?|play|download|stream|hear)\b(?: (?:the|this|our"
    r"|full))*(?: (?:episode|show|podcast|audio|here|now))*"
    r"|(?:слушать|послушать|скачать|прослушать)(?: (?:этот|весь))?(?: (?:выпуск|эпизод|подкаст))?"
    r"|(?:escuch\w+|oír|descarg\w+)(?: (?:el|este))?(?: (?:episodio|programa|podcast))?"
    r"|(?:(?:diese )?(?:folge|episode) )?(?:an)?hören|écouter(?: (?:l[’']|cet )?épisode)?"
    r"|duration|length|runtime|running time|run time|длительность"
    r"|продолжительность|хронометраж|тривалість|duración|duração|durata|dauer|länge|durée"
    r"|(?:ال)?مدة(?: الحلقة)?|المدّة)"
)
_HOURS = r"(?:h|hrs?|hours?|ч|час\w*|horas?|std|stunden?|heures?|horas|ore|годин\w*|ساع\w+)"
_MINUTES = (
    r"(?:m|min|mins|minutes?|мин|минут\w*|minutos?|minuten?|minuti|хвилин\w*|دقيقة|دقائق|دقيقه)"
)
DURATION_LINE = re.compile(
    rf"{LISTEN}?\s*[:—–\-|·(]*\s*(?:(?P<h>\d{{1,2}})\s*{_HOURS}\b\.?\s*"
    r"(?:and |и |y |und |et |e |و ?)?)?"
    rf"(?:(?P<m>\d{{1,3}})\s*{_MINUTES}\b\.?)?(?:\s*(?P<s>\d{{1,2}})\s*(?:s|sec|seconds|сек)\b\.?)?"
    rf"(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s*\)?(?:\s*(?:long|read|listen))?",
    re.IGNORECASE,
)
PLAYER_LINE = re.compile(
    LISTEN + r"[\s:—–\-|·.]*(?:here|now|below|mp3|ogg|opus)?\.?", re.IGNORECASE
)
EPISODE = (
    r"(?:episode|ep\.?|show|выпуск|эпизод|серия|episodio|programa|folge|épisode|episódio|aflevering|odcinek"
    r"|випуск|(?:ال)?حلقة(?: رقم)?|פרק)"
)
NUMBER = re.compile(
    rf"\b{EPISODE}\s*(?:number|no\.?|nr\.?|№|#)?\s*(?P<number>\d{{1,5}})\b(?!\s*(?:min|мин)|:\d)",
    re.IGNORECASE,
)
SEASON = re.compile(
    (
        r"\b(?:season|сезон|temporada|staffel|saison|stagione|الموسم)\s*#?(?P<season>\d{1,2})\b"
        r"|\bS(?P<short>\d{1,2})\s?E(?P<number>\d{1,4})\b"
    ),
    re.IGNORECASE,
)
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
    r"|январ\w+|феврал\w+|март\w*|апрел\w+|ма[яйе]|июн\w+|июл\w+|август\w*"
    r"|сентябр\w+|октябр\w+|ноябр\w+|декабр\w+"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
DATE = (
    rf"(?:{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}\.? (?:de )?{MONTH}(?: (?:de )?\d{{4}})?"
    rf"|\d{{4}}-\d{{2}}-\d{{2}})"
)
FURNITURE = re.compile(
    r"(?:share|tweet|subscribe|rss|download|menu|search|home|back to top"
    r"|previous|next|skip to (?:main )?content|print|transcript|full transcript"
    r"|episode transcript"
    r"|поделиться|подписаться|меню|поиск|расшифровка|стенограмма|compartir"
    r"|suscr[ií]bete|transcripción|teilen|abonnieren|transkript"
    r"|transcription)[\s:.…»→]*",
    re.IGNORECASE,
)
# "14 мая 2031 г.", "3 de marzo de 2030", "2031-04-02", "03.10.2030", "10–17 February 2031"
_DAY = (
    r"(?:(?:[^\W\d_]{2,12}\.?,? )?(?:"
    r"\d{1,2}(?:st|nd|rd|th|er)?\.?(?: ?[-–—] ?\d{1,2})? (?:de |of )?[^\W\d_]{3,12}\.?,?"
    r" (?:de |del )?\d{4}"
    r"(?: ?г(?:\.|ода)?)?"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?(?: ?[-–—] ?(?:[^\W\d_]{3,12} )?\d{1,2})?,? \d{4}"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}))"
)
_MADE = (
    r"(?:(?:first |originally )?(?:posted|published|recorded|released|aired|updated|uploaded|added)"
    r"|date|week|опубликовано|дата|записано|publicado|publicada|fecha|veröffentlicht|datum|publié"
    r"|تاريخ النشر|نشر(?:ت)?)"
)
DAY_LINE = re.compile(
    rf"(?:{_MADE}:?\s)?(?:(?:on|of|am|le|el|em|в|في)\s)?{_DAY}"
    r"(?:,? (?:at )?\d{1,2}:\d{2}(?: ?[ap]m)?)?"
    r"(?:,? (?:by|от|por|von|par) \S.{0,60})?",
    re.IGNORECASE,
)
READING_TIME = re.compile(
    r"(?:reading time:? ?)?\d{1,3}[ -]?min(?:ute)?s?\.? read|reading time:? ?\d{1,3} ?min\w*\.?"
    r"|время чтения:? ?\d{1,3} ?мин\w*\.?|lectura:? ?\d{1,3} ?min\w*\.?"
    r"|\d{1,3} ?min\w* de lectura",
    re.IGNORECASE,
)
# "Download (Duration: 48:10 — 44.1MB)", "0:00 / 31:44"
PLAYER = re.compile(
    r"(?:podcast:? ?)?(?:play in new window ?\|? ?)?(?:download|play)?"
    r" ?\(duration: ?(?P<length>[\d:]+)"
    r"(?: ?[—–-] ?[\d.,]+ ?[KMG]B)?\)(?: ?\| ?embed)?"
    r"|(?:audio player ?)?\d{1,2}:\d{2} ?[/|] ?-?(?P<total>(?:\d{1,2}:)?\d{1,3}:\d{2})(?: ?1×)?",
    re.IGNORECASE,
)
SUBSCRIBE = re.compile(r"(?:subscribe|listen on|follow)(?: \w+)?: ?[^.!?]{3,120}", re.IGNORECASE)
TRANSCRIPT = re.compile(
    r"(?:(?:full|episode|complete|audio) )*transcript(?:ion)?:?|расшифровка:?|стенограмма:?"
    r"|transcripción:?|transcrição:?|transkript:?|trascrizione:?|نص الحلقة:?",
    re.IGNORECASE,
)
