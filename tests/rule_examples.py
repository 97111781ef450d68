"""The examples of the rules, put back into the good deck that they are pieces of: ``tests/good``.

Front matter keys, the question, sections and cards of an example take the place of the deck's own;
so do keys of deck.yaml, works of references.yaml and lines of deck.lock. What an example needs
besides, and says in ``given``, stands in the tables here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from deckmill import project
from deckmill.findings import Finding
from deckmill.ledger import LOCK_FILE, Ledger
from deckmill.prove import mutate, runner
from deckmill.reader.fences import fences
from deckmill.rules import Rule
from deckmill.schema import FrontMatter
from support import MP3, PNG, write

GOOD_DECK = Path(__file__).parent / "good"
ENTRY = "light/rainbow.md"
OTHER_ENTRY = "sky/blue-sky.md"
RELEASED_AT = 1_700_000_000

Files = dict[str, str | bytes]
FILES = ("entry", "deck.yaml", "references.yaml", LOCK_FILE, "content")
"""What an example can be a piece of; ``content`` is a list of files."""


def findings(rule: Rule, example: str, root: Path) -> list[Finding]:
    """What the deck with an example of a rule has against it, by the command that finds it."""
    checked = project.check(put_example(rule, example, root))
    if rule.code in PROVEN:
        return [f for proof in runner.prove(checked.deck.entries) for f in proof.findings]
    if rule.code in MUTATED:
        mutants = [mutant for entry in checked.deck.entries for mutant in mutate.mutants(entry)]
        return [fate.finding for fate in mutate.try_all(mutants) if not fate.caught]
    return checked.findings


def put_example(rule: Rule, example: str, root: Path) -> Path:
    """Write the good deck with an example of a rule under ``root``, and give its folder."""
    folder = root / "deck"
    files = deck_with(rule, example)
    if rule.code in RELEASED:
        lock = RELEASED[rule.code](root / "released")
        files[LOCK_FILE] = _with_records(lock, example if rule.file == LOCK_FILE else "")
    write(folder, files)
    for name in files.keys() & SIZES.keys():
        with (folder / name).open("r+b") as file:
            file.truncate(SIZES[name])
    return folder


def deck_with(rule: Rule, example: str) -> Files:
    """The files of the good deck with an example of a rule."""
    files = good_deck()
    GIVEN.get(rule.code, _nothing)(files)
    if rule.code in WHOLE:
        files[ENTRY] = example
    elif rule.file == "entry":
        files[ENTRY] = with_pieces(str(files[ENTRY]), example)
    elif rule.file == "content":
        files = _listed(example, files)
    elif rule.file == "deck.yaml":
        files["deck.yaml"] = _with_keys(str(files["deck.yaml"]), example)
    elif rule.file == "references.yaml":
        files["references.yaml"] = _with_works(str(files["references.yaml"]), example)
    if rule.code in LATIN_1:
        files[ENTRY] = str(files[ENTRY]).encode().replace("\ufffd".encode(), b"\xe9")
    if rule.code in RETURNS:
        files[ENTRY] = str(files[ENTRY]).replace("␍", "\r")
    return files | {name: data for name, data in MEDIA.items() if name in example}


def good_deck() -> Files:
    return {
        path.relative_to(GOOD_DECK).as_posix(): path.read_text("utf-8")
        for path in sorted(GOOD_DECK.rglob("*"))
        if path.is_file()
    }


# Pieces of an entry

_FRONT = re.compile(r"---\n(.*?)^---\n", re.S | re.M)
_HEADING = re.compile(r"^##?(?!#)(?: +(.*?))? *$", re.M)
_KEY = re.compile(r"^(?=[^\s#-])", re.M)
_SLUG = re.compile(r"\{#([^\s}]*)")
_CARD = re.compile(r"^(?=### )", re.M)
_WORK = re.compile(r"^(?=- )", re.M)
_WORK_ID = re.compile(r"\bid: (\S+)")
_KEYS = list(FrontMatter.model_fields)


def with_pieces(entry: str, example: str) -> str:
    """The entry with the front matter keys, question, sections and cards of the example."""
    front, body = _parts(entry)
    new_front, new_body = _parts(example)
    sections = _sections(body)
    for name, text in _sections(new_body).items():
        sections[name] = _MERGED.get(name, _replaced)(text, sections.get(name, ""))
    return f"---\n{_front(front, new_front)}---\n" + "".join(sections.values())


def _parts(text: str) -> tuple[str, str]:
    """The keys of the front matter, and the body."""
    front = _FRONT.match(text)
    return (front[1], text[front.end() :]) if front else ("", text)


def _front(front: str, new: str) -> str:
    if not front:
        return new
    blocks = _blocks(_with_keys(front, new))
    return "".join(sorted(blocks, key=lambda b: _KEYS.index(_key(b)) if _key(b) in _KEYS else 99))


def _with_keys(text: str, new: str) -> str:
    """A YAML mapping in which each key of ``new`` stands as it is there."""
    keys = {_key(block) for block in _blocks(new)}
    return "".join(b for b in _blocks(text) if _key(b) not in keys) + new


def _blocks(text: str) -> list[str]:
    return [block for block in _KEY.split(text) if block]


def _key(block: str) -> str:
    return block.partition(":")[0]


def _sections(body: str) -> dict[str, str]:
    """The sections by name, with their headings; "#" is the question, "" what is before it."""
    if body.startswith("### "):
        body = f"## Cards\n{body}"
    hidden = [range(fence.start, fence.end) for fence in fences(body)]
    sections: dict[str, str] = {}
    name, at = "", 0
    for heading in [*_HEADING.finditer(body), None]:
        start = heading.start() if heading else len(body)
        if any(start in inside for inside in hidden):
            continue
        sections[name] = sections.get(name, "") + body[at:start]
        if heading:
            name, at = heading[1] or "" if heading[0].startswith("##") else "#", start
    return {name: f"{text.rstrip()}\n\n" for name, text in sections.items() if text.strip()}


def _replaced(new: str, old: str) -> str:
    return new


def _checks(new: str, old: str) -> str:
    """A section of checks: those of the example, then the old ones."""
    return f"{new.rstrip()}\n{old.partition('## Checks')[2].lstrip()}"


def _cards(new: str, old: str) -> str:
    """A section of cards: those of the example, then the old ones with other slugs."""
    slugs = set(_SLUG.findall(new))
    kept = [card for card in _CARD.split(old)[1:] if not slugs & set(_SLUG.findall(card))]
    return f"{new.rstrip()}\n\n{''.join(kept)}"


_MERGED = {"Cards": _cards, "Checks": _checks}


# Pieces of other files


def _with_works(text: str, new: str) -> str:
    """A bibliography in which each work of ``new`` stands as it is there."""
    ids = set(_WORK_ID.findall(new))
    return "".join(w for w in _WORK.split(text) if not ids & set(_WORK_ID.findall(w))) + new


def _with_records(text: str, new: str) -> str:
    """A deck.lock in which each record of ``new`` stands as it is there."""
    ids = {line.partition(" ")[0] for line in new.splitlines()}
    kept = [line for line in text.splitlines(keepends=True) if line.partition(" ")[0] not in ids]
    return "".join(kept) + new


_LISTED = """\
---
id: {id}
kind: cards
tags: [optics]
sources: [newton1704, hecht2017]
---
# Words of {path}

## Cards
### What is said in {path}? {{#said}}
That this is {path}.
"""


def _listed(listing: str, files: Files) -> Files:
    """The files that are listed; the entries among them are small ones of their own."""
    listed: Files = {}
    for name in listing.splitlines():
        entry = _LISTED.format(id=Path(name).stem, path=name)
        listed[name] = entry if name.endswith(".md") else files.get(name, MEDIA.get(name, b"text"))
    return listed


# What is given

Given = Callable[[Files], None]


def _nothing(files: Files) -> None:
    """The good deck as it is."""


def _without(*names: str) -> Given:
    """The entry has none of these sections; "---" is its front matter."""

    def change(files: Files) -> None:
        front, body = _parts(str(files[ENTRY]))
        kept = [text for name, text in _sections(body).items() if name not in names]
        start = "" if "---" in names else f"---\n{front}---\n"
        files[ENTRY] = start + "".join(kept)

    return change


def _other_needs_this(files: Files) -> None:
    files[OTHER_ENTRY] = with_pieces(str(files[OTHER_ENTRY]), "---\nneeds: [rainbow]\n---\n")


def _other_is_retired(files: Files) -> None:
    files[OTHER_ENTRY] = with_pieces(str(files[OTHER_ENTRY]), "---\nretired: 2026-11-22\n---\n")


def _key_is_computed(files: Files) -> None:
    checks = "## Checks\n```python\n"
    truth = "truth(A=True, B=False, C=False, D=False)\n"
    files[ENTRY] = str(files[ENTRY]).replace(checks, checks + truth)


GIVEN: dict[str, Given] = {
    "F107": _without("---"),
    "L203": _other_is_retired,
    "F111": _other_needs_this,
    "S102": _without("Short answer"),
    "S106": _without("#"),
    "S117": _without("Checks"),
    "S108": _key_is_computed,
    "S114": _key_is_computed,
    "S115": _key_is_computed,
    "S209": _without("Cards"),
}
WHOLE = ("F101", "F222")
"""Rules whose example is the whole file."""
LATIN_1 = ("F117",)
"""Rules whose example has a byte where it shows U+FFFD."""
RETURNS = ("F221",)
"""Rules whose example has a carriage return where it shows its sign."""
PROVEN = ("K102", "K103")
"""Rules that `prove` finds."""
MUTATED = ("K221",)
"""Rules that `prove --mutate` finds."""


# What was released before


def _released(example: str = "", gone: tuple[str, ...] = ()) -> Callable[[Path], str]:
    """The deck.lock after a release of the deck with an example, of which ``gone`` went later."""

    def lock(root: Path) -> str:
        files = good_deck()
        files[ENTRY] = with_pieces(str(files[ENTRY]), example)
        review = project.review(write(root, files))
        assert review.findings == []
        new = Ledger(review.survey.deck.id)
        states = review.stand().states
        ledger = new.released(states, "1.0.0", RELEASED_AT)
        left = {id: state for id, state in states.items() if id not in gone}
        return str(ledger.released(left, "1.1.0", RELEASED_AT + 1, gone))

    return lock


_OUTSIDE = "### Which colour is on the outside of a rainbow? {#outside}\nRed.\n"
_INSIDE = "### Which light is the innermost of the bow? {#inside}\nViolet.\n"
_ANGLE = "### At how many degrees does a rainbow stand? {#angle}\n42.\n"
RELEASED = {
    "R101": _released(),
    "R102": _released(),
    "R103": _released(f"{_INSIDE}\n{_OUTSIDE}"),
    "R104": _released(_ANGLE),
    "R105": _released(),
    "R106": _released(),
    "R107": _released(_ANGLE, gone=("rainbow/angle",)),
}

# Pictures and sounds: there where an example names them

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
_JPEG = b"\xff\xd8\xff\xe0" + bytes(8)
_WAV = b"RIFF" + bytes(4) + b"WAVE"
MEDIA: Files = {
    "media/bow.svg": _SVG,
    "media/the bow.svg": _SVG,
    "media/bow.png": PNG,
    "media/photo.jpg": _JPEG,
    "media/photo.png": _JPEG,
    "media/empty.svg": b"",
    "media/rain.wav": _WAV,
    "media/rain.mp3": MP3,
    "media/storm.wav": _WAV,
    "media/storm.mp3": MP3,
}
SIZES = {"media/rain.wav": 6_000_000, "media/storm.wav": 120_000_000}
