"""The sheet in Firefox: screenshots at three widths, a PDF on A4, and what does not fit.

The tests open Chromium, which prints best; that Firefox shows the same is looked at by hand:

    python tools/firefox.py firefox dist/deep-learning-interview.html pictures

Needs nothing but Firefox: it is driven by its own Marionette protocol.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

WIDTHS = (360, 768, 1280)
CENTIMETRES = {"width": 21.0, "height": 29.7}
# The part of a page that sticks out to the right, and formulas wider than their boxes.
SPILL = """const over = e => e.scrollWidth - e.clientWidth;
    const spilt = e => e.clientWidth && over(e) > 1 && !e.hasAttribute('tabindex');
    const boxes = [...document.querySelectorAll('.f, .d, .o, h3, p')];
    return [over(document.documentElement), boxes.filter(spilt).map(e => e.textContent)]"""


class Firefox:
    """A headless Firefox with a profile of its own."""

    def __init__(self, program: str, profile: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        Path(profile, "user.js").write_text(f'user_pref("marionette.port", {port});\n', "utf-8")
        self.process = subprocess.Popen(
            [program, "--headless", "--marionette", "--no-remote", "--profile", profile],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.stream = self._connect(port).makefile("rwb")
        self._receive()  # its greeting
        self.calls = 0
        self.call("WebDriver:NewSession")

    def _connect(self, port: int) -> socket.socket:
        for _ in range(240):
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=120)
            except ConnectionRefusedError:
                time.sleep(0.25)
        raise SystemExit("Firefox does not answer")

    def _receive(self) -> Any:
        length = b""
        while (byte := self.stream.read(1)) != b":":
            length += byte
        return json.loads(self.stream.read(int(length)))

    def call(self, command: str, **parameters: Any) -> Any:
        self.calls += 1
        message = json.dumps([0, self.calls, command, parameters]).encode()
        self.stream.write(b"%d:%b" % (len(message), message))
        self.stream.flush()
        _, _, error, result = self._receive()
        if error:
            raise SystemExit(f"{command}: {error['message']}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def quit(self) -> None:
        self.call("Marionette:Quit", flags=["eForceQuit"])
        self.process.wait(60)


def main(program: str, sheet: str, folder: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        firefox = Firefox(program, profile)
        firefox.call("WebDriver:Navigate", url=Path(sheet).resolve().as_uri())
        for width in WIDTHS:
            # Its windows have a least width; an inner frame has none, but no print either.
            firefox.call("WebDriver:SetWindowRect", width=width, height=1000)
            inner = firefox.call("WebDriver:ExecuteScript", script="return innerWidth", args=[])
            wide, spilt = firefox.call("WebDriver:ExecuteScript", script=SPILL, args=[])
            picture = firefox.call("WebDriver:TakeScreenshot", full=True, hash=False)
            (out / f"{width}.png").write_bytes(b64decode(picture))
            print(f"{width}: {inner} pixels, {wide} too wide, spilt: {spilt or 'nothing'}")
        paper = firefox.call("WebDriver:Print", page=CENTIMETRES, background=False)
        (out / "a4.pdf").write_bytes(b64decode(paper))
        firefox.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
