"""Copies and the words of a root → what `verify.html` says of each, in Firefox, from the disk.

``python ask_firefox.py PAGE < JSON``: as ``ask_verifier.py``. No driver of Firefox can choose a
folder; so each file is given to the page with the path that the dialogue would have given it, by
the rights that Marionette, Firefox's own protocol, has. All else is as when somebody does it.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATIENCE = 60.0  # seconds, on a slow and busy machine
CHOOSE = """
const [folder, names, done] = arguments;
const input = document.querySelector("#folder");
Promise.all(names.map((name) => File.createFromFileName(`${folder}/${name}`))).then((files) => {
  input.mozSetFileArray(files);
  const own = input.wrappedJSObject.files;
  const path = (name) => ({ value: `public/${name}` });
  names.forEach((name, n) => Object.defineProperty(own[n], "webkitRelativePath", path(name)));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  done(own.length);
}).catch((error) => done(String(error)));
"""
SAID = "return document.querySelector('#said').innerText"
LIST = "return [...document.querySelectorAll('#list li')].map((item) => item.innerText)"
ASKED = "return performance.getEntriesByType('resource').map((entry) => entry.name)"


class Firefox:
    """A Firefox that is told what to do, in Marionette's protocol, version 3."""

    def __init__(self, port: int) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError):
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                break
            if time.monotonic() > until:
                raise SystemExit("Firefox does not answer")
            time.sleep(0.1)
        self._read = self._socket.makefile("rb")
        self._number = 0
        self._answer()
        self.do("WebDriver:NewSession")

    def do(self, what: str, **given: object) -> Any:
        self._number += 1
        command = json.dumps([0, self._number, what, given]).encode()
        self._socket.sendall(b"%d:%s" % (len(command), command))
        _, _, error, result = self._answer()
        if error:
            raise SystemExit(f"{what}: {error}")
        return result.get("value", result)

    def run(self, script: str) -> Any:
        return self.do("WebDriver:ExecuteScript", script=script, args=[])

    def _answer(self) -> Any:
        size = b""
        while (sign := self._read.read(1)) != b":":
            if not sign:
                raise SystemExit("Firefox has gone")
            size += sign
        return json.loads(self._read.read(int(size)))


@contextlib.contextmanager
def firefox() -> Iterator[Firefox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as profile:
        Path(profile, "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        program = os.environ.get("IZDAT_FIREFOX", "firefox-esr")
        command = [program, "-headless", "-marionette", "-no-remote", "-profile", profile]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield Firefox(port)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def ask(browser: Firefox, page: Path, words: str, folder: Path) -> dict[str, object]:
    browser.do("WebDriver:Navigate", url=page.absolute().as_uri())
    (field,) = browser.do("WebDriver:FindElement", using="css selector", value="#words").values()
    browser.do("WebDriver:ElementSendKeys", id=field, text=words)
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*"))
             if path.is_file()]  # fmt: skip
    given = browser.do(
        "WebDriver:ExecuteAsyncScript", script=CHOOSE, args=[str(folder), names], sandbox="system"
    )
    if given != len(names):
        raise SystemExit(f"the page was given {given}")
    until = time.monotonic() + PATIENCE
    while not (said := browser.run(SAID)).startswith(("authentic", "not authentic", "This")):
        if time.monotonic() > until:
            raise SystemExit(f"the page says only “{said}”")
        time.sleep(0.05)
    return {"said": said, "list": browser.run(LIST), "asked": browser.run(ASKED)}


if __name__ == "__main__":
    with firefox() as asked:
        copies = [(words, Path(folder)) for words, folder in json.load(sys.stdin)]
        told = [ask(asked, Path(sys.argv[1]), words, folder) for words, folder in copies]
    json.dump(told, sys.stdout)
