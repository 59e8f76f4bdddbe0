"""Why a step has to run, in words."""

from collections.abc import Sequence

from izdat.run.memory import Lookup

FIRST = "first time"
GONE = "its result was gone"
NEW_VERSION = "new version of the step"
NOT_KNOWN = "not known what changed"


def reason(wanted: Lookup, remembered: Sequence[Lookup]) -> str:
    """Return why ``wanted`` was not found, in the light of what was looked up before.

    Of several calls of one step for one subject, the most alike is the one that changed.
    """
    same = [k for k in remembered if k.step == wanted.step and k.subject == wanted.subject]
    if not same:
        return FIRST
    if any(k.key == wanted.key for k in same):
        return GONE
    nearest = min((_changed(wanted, k) for k in same), key=len)
    if nearest:
        return f"{', '.join(name.replace('_', ' ') for name in nearest)} changed"
    if all(k.version != wanted.version for k in same):
        return NEW_VERSION
    return NOT_KNOWN  # the store's own format


def _changed(wanted: Lookup, before: Lookup) -> list[str]:
    old = dict(before.inputs)
    changed = [name for name, digest in wanted.inputs if old.get(name) != digest]
    return changed + [name for name in old if name not in dict(wanted.inputs)]
