"""Addresses of electronic mail, typed or spelled out."""

import re

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
SPOKEN_EMAIL = re.compile(  # "show at example dot org", "show [at] example.org"
    r"\b(?P<who>[\w.+-]{2,40})(?:\s*[\[(](?:at|собака"
    r"|arroba)[\])]\s*(?P<bracketed>[\w-]{2,40}(?:\.[\w-]{2,20})+)"
    r"|\s*[\[( ](?:at|собака"
    r"|arroba)[\]) ]\s*(?P<host>[\w-]{2,40}(?:\s*[\[( ](?:dot|точка"
    r"|punto)[\]) ]\s*[\w-]{2,20}){1,3}))\b",
    re.IGNORECASE,
)


def find_contact(text: str) -> str:
    """Return the first address in ``text``, as it is typed; "": there is none."""
    if match := EMAIL.search(text):
        return match[0]
    if match := SPOKEN_EMAIL.search(text):
        host = match["bracketed"] or re.sub(
            r"\s*[\[( ](?:dot|точка|punto)[\]) ]\s*", ".", match["host"], flags=re.IGNORECASE
        )
        return f"{match['who']}@{host}"
    return ""
