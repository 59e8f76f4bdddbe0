"""Colours as WCAG sees them: how light they are, and how well one stands out from another."""

import re

PAPER = {"light": "#f6f7f4", "dark": "#15171b"}  # as in render/assets/style.css
WASH = {"light": 0.13, "dark": 0.22}  # how much of the accent is in what marks a place, as there
CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3

Light = tuple[float, float, float]  # red, green, blue: 0 to 1, as they are written


def contrast(one: str, other: str) -> float:
    """Return the contrast of two hexadecimal colours, 1 to 21 (WCAG 2.2); 0 if one is not one."""
    lights = [luminance(colour) for colour in (one, other)]
    if None in lights:
        return 0.0
    dark, light = sorted(value for value in lights if value is not None)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float | None:
    """Return the relative luminance of ``#rgb`` or ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    parts = _parts(colour)
    if parts is None:
        return None

    def linear(value: float) -> float:
        return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def least_contrast(accent: str, scheme: str) -> float:
    """Return the contrast of links in ``accent`` where it is least, 1 to 21; 0 if it is no colour.

    They stand on the paper of the ``scheme``, "light" or "dark", and on the wash of a place that a
    link led to, which holds some of the accent itself.
    """
    paper = PAPER[scheme]
    wash = mixed(accent, paper, WASH[scheme])
    return min(contrast(accent, paper), contrast(accent, wash)) if wash else 0.0


def readable(accent: str, scheme: str) -> str:
    """Return the colour nearest to ``accent`` whose contrast is enough: darker, or lighter."""
    end = "#000000" if scheme == "light" else "#ffffff"
    shares = (step / 64 for step in range(65))
    return next(
        near
        for share in shares
        if least_contrast(near := mixed(end, accent, share), scheme) >= CONTRAST
    )


def mixed(one: str, other: str, share: float) -> str:
    """Return ``share`` of ``one`` in ``other``, mixed as CSS does in sRGB, or ""."""
    first, second = _parts(one), _parts(other)
    if first is None or second is None:
        return ""
    parts = (a * share + b * (1 - share) for a, b in zip(first, second, strict=True))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _parts(colour: str) -> Light | None:
    digits = colour.removeprefix("#")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue
