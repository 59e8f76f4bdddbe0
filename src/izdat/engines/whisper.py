"""A whisper: what a voice says, without the voice.

Of a frame only the resonances stay, moved as ``McAdams`` moves them; noise is spoken through them
instead of what the throat made. Pitch and its course, which betray who speaks and who is moved, are
gone, as they are when somebody whispers. How fast and with which accent somebody speaks stays.
"""

import numpy as np
from numpy.typing import NDArray

from izdat.engines.mcadams import POWERS, Floats, respoken


class Whisper:
    """The engine. Nothing but a whole recording goes in, and nothing of it is kept."""

    id = "whisper 1"

    def disguise(self, samples: NDArray[np.float32], rate: int, draw: int) -> NDArray[np.float32]:
        """Return ``samples`` as if they were whispered; see ``VoiceDisguise``."""
        chance = np.random.default_rng(draw)

        def breath(residual: Floats) -> Floats:
            return chance.standard_normal(len(residual))

        return respoken(samples, rate, chance, POWERS, breath)
