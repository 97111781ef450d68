"""The README's pictures: cards as Anki shows them, the sheet as it prints.

Needs ``aqt`` (Anki's desktop: its MathJax and style sheets), ``playwright`` and Chromium; run by
hand after the design changed:

    python tools/pictures.py /usr/bin/chromium
"""

from __future__ import annotations

import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

import pypdfium2
from anki.collection import Collection
from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest
from playwright.sync_api import Browser, sync_playwright

from deckmill import build

PROJECT = Path(__file__).parent.parent
IMAGES = PROJECT / "docs" / "images"
# Picture: the note, which of its cards, the side, night mode, width and height on the page.
CARDS = {
    "card": ("vanishing-exploding-gradients", 0, "back", False, 640, 900),
    "choice": ("dying-relu-revival", 0, "front", False, 360, 600),
    "cloze": ("self-attention-order-blind/cross-attention-come", 0, "back", False, 360, 600),
    "night": ("attention-scaling-sqrt-dk", 0, "back", True, 360, 600),
}
PAGE = """<!doctype html><html class="{html}"><head><meta charset="utf-8">
<link rel="stylesheet" href="{web}/css/webview.css">
<link rel="stylesheet" href="{web}/css/reviewer.css">
<style>{css}</style><script src="{web}/js/mathjax.js"></script>
<script>MathJax.loader.paths.mathjax = "{web}/js/vendor/mathjax"</script>
<script src="{web}/js/vendor/mathjax/tex-chtml-full.js"></script></head>
<body class="{body}"><div id="qa">{card}</div></body></html>"""


def main(chromium: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        built = build(PROJECT / "content", Path(folder))
        files = {file.suffix: file for file in built.files}
        arguments = ["--no-sandbox", "--allow-file-access-from-files"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        collection = Collection(f"{folder}/collection.anki2")
        options = ImportAnkiPackageOptions()
        package = str(files[".apkg"])
        collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=package, options=options)
        )
        for name in CARDS:
            picture_card(browser, collection, name)
        collection.close()
        picture_sheet(browser, files[".html"])
        browser.close()


def picture_card(browser: Browser, collection: Any, name: str) -> None:
    full_id, index, side, night, width, height = CARDS[name]
    (id,) = collection.find_notes(f'"Id:{full_id}"')
    card = collection.get_note(id).cards()[index]
    output = card.render_output()
    web = resources.files("_aqt").joinpath("data/web")
    html = PAGE.format(
        html="night-mode" if night else "",
        body="card nightMode night_mode" if night else "card",
        web=f"file://{web}",
        css=card.note_type()["css"],
        card=output.question_text if side == "front" else output.answer_text,
    )
    file = Path(collection.media.dir()) / "_page.html"
    file.write_text(html, "utf-8")
    size: Any = {"width": width, "height": height}
    page = browser.new_page(viewport=size, device_scale_factor=2)
    page.goto(file.as_uri())
    page.evaluate("MathJax.startup.promise.then(() => MathJax.typesetPromise())")
    page.screenshot(path=str(IMAGES / f"{name}.png"))
    page.close()


def picture_sheet(browser: Browser, sheet: Path) -> None:
    page = browser.new_page()
    page.goto(sheet.as_uri())
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    picture = pypdfium2.PdfDocument(paper)[0].render(scale=1.6).to_pil()
    picture.convert("P", palette=1, colors=64).save(IMAGES / "sheet.png", optimize=True)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1])
