"""Published things: an episode, its sound and its times → pages, feeds, captions and maps."""
