"""A recording → the same cleaned, and kept: what is joined otherwise is not cleaned again."""

from dataclasses import replace
from pathlib import Path

from izdat.master.clean.cleaning import cleaned, decided
from izdat.master.clean.findings import findings
from izdat.master.level import metered
from izdat.master.loudness import Meter
from izdat.media.decode import decode
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import RATE, CleanRecording
from izdat.model.show import CleanSettings
from izdat.model.sound import Loudness, Recording
from izdat.run.step import step


@step(version=2)
def clean_recording(
    folder: Path, recording: Recording, loudness: Loudness, channels: int, settings: CleanSettings
) -> CleanRecording:
    """Return ``recording`` cleaned as ``settings`` say, mixed to ``channels``, as long as it was.

    ``loudness``: that of ``inspect_recording``. Raises ``Unreadable`` for a recording that this
    would not have passed.
    """
    path = recording.file.path
    cleaning = decided(findings(decode(path, RATE, channels), RATE, channels), settings)
    if not any(treatment.is_applied for treatment in cleaning.treatments):
        return CleanRecording(recording, loudness, cleaning.treatments)
    meter = Meter(RATE, channels)
    clean = folder / "clean.flac"
    sound = metered(cleaned(decode(path, RATE, channels), cleaning), meter)
    encode_flac(clean, sound, RATE, channels)
    return CleanRecording(
        replace(recording, file=file_at(clean)), meter.result(), cleaning.treatments
    )
