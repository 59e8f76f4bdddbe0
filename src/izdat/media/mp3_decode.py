"""MP3 frames → float32 samples, as players decode them."""

import av
import numpy as np

from izdat.media.decode import Samples

DELAY = 576 + 529  # samples: what LAME puts before the first, and the decoder behind it


def decode_frames(stream: bytes, channels: int) -> Samples:
    """Return the samples of whole frames, float32 (channels, n), full scale 1, with the delay.

    Raises ``ValueError`` where the frames hold another number of channels.
    """
    codec = av.CodecContext.create("mp3float", "r")
    codec.thread_count = 1
    found = [
        frame.to_ndarray()
        for packet in [*codec.parse(stream), *codec.parse(b"")]
        for frame in codec.decode(packet)  # type: ignore[attr-defined]  # it is an audio codec
    ]
    whole = np.concatenate(found, axis=1) if found else np.zeros((channels, 0), np.float32)
    if len(whole) != channels:
        raise ValueError(f"{len(whole)} channels instead of {channels}")
    return whole
