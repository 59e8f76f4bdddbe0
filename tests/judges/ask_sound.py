"""Sound files → what Chromium decodes of them, as JSON.

    python ask_sound.py RATE FILE…

For each file its channels, each as base64 of little-endian float32, full scale ±1.0.
"""

import base64
import json
import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# OfflineAudioContext at the file's own rate: nothing is resampled.
DECODE = """async ([data, rate]) => {
    const bytes = Uint8Array.from(atob(data), char => char.charCodeAt(0));
    const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes.buffer);
    return Array.from({length: sound.numberOfChannels}, (_, channel) => {
        const part = new Uint8Array(sound.getChannelData(channel).buffer);
        let text = "";
        for (let at = 0; at < part.length; at += 32768)
            text += String.fromCharCode(...part.subarray(at, at + 32768));
        return btoa(text);
    });
}"""


def main(rate: int, paths: list[Path]) -> None:
    program = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
    # A sandbox needs rights that a container does not give; the files are our own.
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        page = browser.new_page()
        given = [base64.b64encode(path.read_bytes()).decode() for path in paths]
        heard = [page.evaluate(DECODE, [data, rate]) for data in given]
        browser.close()
    json.dump(heard, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
