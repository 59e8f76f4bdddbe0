"""A zine's pages → sheets with two pages on each side, and what a PDF says of itself."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from izdat.render.zine.impose import imposed

if TYPE_CHECKING:
    import pikepdf

POINTS = 72 / 25.4  # a millimetre
SHEETS = {"a4": (297.0, 210.0), "letter": (279.4, 215.9)}  # mm, on its long side (ISO 216, ANSI)
PRODUCER = "izdat"

# XMP (ISO 16684-1) with the identifier of PDF/UA-1 (ISO 14289-1, 5): readers look for it there.
_XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{creator}<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
_CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n"


def finished(pages: bytes, *, title: str, author: str, lang: str, day: date, is_rtl: bool) -> bytes:
    """Return a PDF that says of itself what izdat says, and no more: no clock, and no machine."""
    import pikepdf  # an extra

    with pikepdf.open(BytesIO(pages)) as pdf:
        del pdf.docinfo
        when = f"D:{day:%Y%m%d}"
        said = {"Title": title, "Author": author, "Producer": PRODUCER}
        for key, value in (said | {"CreationDate": when, "ModDate": when}).items():
            if value:
                pdf.docinfo[f"/{key}"] = pikepdf.String(value)
        packet = _XMP.format(
            title=escape(title), creator=_CREATOR.format(escape(author)) if author else "",
            lang=escape(lang), producer=PRODUCER, date=day.isoformat(),
        )  # fmt: skip
        pdf.Root.Metadata = pdf.make_stream(
            packet.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        pdf.Root.Lang = pikepdf.String(lang)
        pdf.Root.ViewerPreferences = _preferences(is_rtl)
        return _saved(pdf)


def booklet(pages: bytes, paper: str, *, is_rtl: bool) -> bytes:
    """Return the PDF of a booklet's sheets, from that of its pages: front, back, front, back, …

    Each page stands in the middle of its half, moved towards the fold as far as the sheets
    around it ask. The sheets are for a printer, and not tagged: a screen reader has the pages.
    """
    import pikepdf  # an extra

    width, height = (side * POINTS for side in SHEETS[paper])
    with pikepdf.open(BytesIO(pages)) as source, pikepdf.new() as made:
        forms: dict[int, pikepdf.Object] = {}
        for sheet in imposed(len(source.pages), is_rtl=is_rtl):
            for side in (sheet.front, sheet.back):
                page = made.add_blank_page(page_size=(_exact(width), _exact(height)))
                drawn = []
                for half, number in enumerate(side):
                    if number is None:
                        continue
                    own = source.pages[number - 1]
                    if number not in forms:
                        forms[number] = made.copy_foreign(own.as_form_xobject())
                    *_, wide, high = map(float, own.mediabox)
                    creep = sheet.creep * POINTS * (1 if half == 0 else -1)
                    left = width / 2 * half + (width / 2 - wide) / 2 + creep
                    name = pikepdf.Name(f"/Page{number}")
                    page.add_resource(forms[number], pikepdf.Name.XObject, name)
                    drawn.append(f"q 1 0 0 1 {left:.3f} {(height - high) / 2:.3f} cm {name} Do Q")
                page.Contents = made.make_stream("\n".join(drawn).encode())
        for key, value in source.docinfo.items():
            made.docinfo[key] = pikepdf.String(str(value))
        made.Root.Lang = pikepdf.String(str(source.Root.Lang))
        # Printed as it is: what a printer makes smaller no longer folds in the middle.
        made.Root.ViewerPreferences = _preferences(is_rtl)
        made.Root.ViewerPreferences.PrintScaling = pikepdf.Name("/None")
        made.Root.ViewerPreferences.Duplex = pikepdf.Name.DuplexFlipShortEdge
        return _saved(made)


def _preferences(is_rtl: bool) -> "pikepdf.Dictionary":
    import pikepdf  # an extra

    shown = pikepdf.Dictionary(DisplayDocTitle=True)
    if is_rtl:
        shown.Direction = pikepdf.Name.R2L
    return shown


def _exact(points: float) -> Decimal:
    """Return a length as a PDF holds it: in thousandths, and in no other way on any machine."""
    return Decimal(f"{points:.3f}")


def _saved(pdf: "pikepdf.Pdf") -> bytes:
    import pikepdf

    stream = BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(
        stream, deterministic_id=True, recompress_flate=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return stream.getvalue()
