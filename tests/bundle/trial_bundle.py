"""What the trial copy holds: sizes around a piece, a name beyond ASCII."""

PIECE = 1 << 20  # bytes
FILES = {
    "index.html": b'<!doctype html><html lang="en"><title>The Night Ferry</title><p>083',
    "083/index.html": "<!doctype html><title>Ночь 83</title>".encode(),
    "083/audio.mp3": bytes(range(256)) * 10_000,  # two pieces and a half
    "083/exact.mp3": b"ID3x" * (PIECE // 2),  # two whole pieces
    "083/piece.opus": b"OggS" * (PIECE // 4),  # one piece: it has no layer
    "083/between.jpg": b"\xff\xd8" * 50_000,
    "083/ночь.txt": b"night",
    "empty.txt": b"",
}
