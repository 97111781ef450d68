"""Links, pictures and sounds (family L)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "L101",
        "link that is not allowed",
        why="A deck is opened on other people's machines, where a path of yours leads nowhere and "
        "a `javascript:` address could do harm. Links lead to web and mail addresses, or with "
        "`#id` to another entry.",
        fails="""\
## Pitfalls
See [these measurements](file:///home/ada/drops.html).
""",
        passes="""\
## Pitfalls
See [these measurements](https://example.org/drops.html).
""",
    ),
    Rule(
        "L102",
        "link to nowhere",
        why="On the sheet `#id` leads to the place of an entry; on a card, where nothing can be "
        "jumped to, its words stay. Where no entry has the id, a reader of the sheet clicks and "
        "nothing happens. A small card has no place of its own to link to.",
        fails="""\
## Pitfalls
Drops scatter otherwise than [the blue sky](#blue-skies).
""",
        passes="""\
## Pitfalls
Drops scatter otherwise than [the blue sky](#blue-sky).
""",
    ),
    Rule(
        "L103",
        "picture or sound missing",
        why="A package holds the files that its cards name. Where one is not there, Anki shows "
        "the sign of a broken picture, or plays nothing.",
        given="media holds bow.svg",
        fails="""\
## Pitfalls
![Rays gather at 42 degrees](media/bows.svg)
""",
        passes="""\
## Pitfalls
![Rays gather at 42 degrees](media/bow.svg)
""",
    ),
    Rule(
        "L104",
        "remote picture",
        why="Decks are studied offline, so a picture from the web is missing on the train; it is "
        "missing for good once its address changes; and each look at the card tells its server "
        "who studies what, and when.",
        fails="""\
## Pitfalls
![Rays gather at 42 degrees](https://example.org/bow.svg)
""",
        passes="""\
## Pitfalls
![Rays gather at 42 degrees](media/bow.svg)
""",
    ),
    Rule(
        "L105",
        "path outside the content",
        why="The content folder is the deck: what lies elsewhere is missing on every machine but "
        "yours, and a path that leads out could carry private files into a package.",
        fails="""\
## Pitfalls
![Rays gather at 42 degrees](../pictures/bow.svg)
""",
        passes="""\
## Pitfalls
![Rays gather at 42 degrees](media/bow.svg)
""",
    ),
    Rule(
        "L106",
        "not a known picture or sound",
        why="Anki shows and plays what the browser inside it knows, on every computer and phone. "
        "A format that one of them lacks is a card without its picture there.",
        fails="""\
## Pitfalls
![Rays gather at 42 degrees](media/bow.tiff)
""",
        passes="""\
## Pitfalls
![Rays gather at 42 degrees](media/bow.png)
""",
    ),
    Rule(
        "L107",
        "file does not fit its ending",
        why="The ending tells programs how to read a file. Where its first bytes say otherwise, "
        "some of them guess right, and others show nothing.",
        given="media/photo.png holds a JPEG",
        fails="""\
## Pitfalls
![A double rainbow over a field](media/photo.png)
""",
        passes="""\
## Pitfalls
![A double rainbow over a field](media/photo.jpg)
""",
    ),
    Rule(
        "L108",
        "empty file",
        why="A file without a byte shows or plays nothing. Most often saving or copying it was "
        "cut short.",
        given="media/empty.svg has no bytes",
        fails="""\
## Pitfalls
![Rays gather at 42 degrees](media/empty.svg)
""",
        passes="""\
## Pitfalls
![Rays gather at 42 degrees](media/bow.svg)
""",
    ),
    Rule(
        "L109",
        "space in a path",
        why="In Markdown a space ends the address of a link or a picture, so that the rest of the "
        "path makes text of all of it. Write the space as `%20`, or put the path in `<…>`.",
        source="CommonMark 0.31.2, 6.3",
        fails="""\
## Pitfalls
![Rays gather at 42 degrees](media/the bow.svg)
""",
        passes="""\
## Pitfalls
![Rays gather at 42 degrees](<media/the bow.svg>)
""",
    ),
    Rule(
        "L110",
        "large file",
        why="Whoever learns the deck syncs every byte of it to each of their phones. A picture or "
        "a sound for a card rarely needs more than some hundred kilobytes; 5 MB mostly mean that "
        "it was never made smaller.",
        severity=Severity.WARNING,
        given="media/rain.wav has 6 MB and media/rain.mp3 a tenth of that",
        fails="""\
## Pitfalls
[rain on a roof](media/rain.wav)
""",
        passes="""\
## Pitfalls
[rain on a roof](media/rain.mp3)
""",
    ),
    Rule(
        "L111",
        "file too large",
        why="Anki does not sync a file over 100 MB, so the card would have its sound on one "
        "machine of a learner and lack it on all others.",
        source="Anki's source, rslib/src/sync/media",
        given="media/storm.wav has 120 MB and media/storm.mp3 less than one",
        fails="""\
## Pitfalls
[a thunderstorm](media/storm.wav)
""",
        passes="""\
## Pitfalls
[a thunderstorm](media/storm.mp3)
""",
    ),
    Rule(
        "L112",
        "no alternative text",
        why="Whoever cannot see the picture hears, or reads, the words between its brackets. "
        "Without them the card has nothing to ask or to answer for them.",
        source="WCAG 2.2, 1.1.1",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
![](media/bow.svg)
""",
        passes="""\
## Pitfalls
![Rays gather at 42 degrees](media/bow.svg)
""",
    ),
    Rule(
        "L113",
        "reference link",
        why="Each section becomes a field of its own, so an address that stands elsewhere in the "
        "file would be lost to it. Links have their address in place; the other kind is shown as "
        "it is written.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
See [these measurements][1].

[1]: https://example.org/drops.html
""",
        passes="""\
## Pitfalls
See [these measurements](https://example.org/drops.html).
""",
    ),
    Rule(
        "L114",
        "link as other programs write it",
        why="Wikis and note-taking programs have spellings of their own; here they are text, "
        "and lead nowhere.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
See [[blue-sky]] first.
""",
        passes="""\
## Explanation
See [the blue sky](#blue-sky) first.
""",
    ),
    Rule(
        "L201",
        "alternative text is the file's name",
        why="Who cannot see a picture hears its alternative text. A file's name says what the "
        "author calls the picture, not what is to be seen in it.",
        severity=Severity.WARNING,
        source="WCAG 2.2, failure F30",
        fails="""\
## Pitfalls
The bow is an arc only because the ground is in the way: ![bow](media/bow.svg)
""",
        passes="""\
## Pitfalls
The bow is an arc only because the ground is in the way: ![a full circle](media/bow.svg)
""",
    ),
    Rule(
        "L202",
        "file that nothing shows",
        why="A picture or a sound that no entry shows is shipped to nobody: either it was "
        "forgotten, or an entry shows another file in its place.",
        severity=Severity.WARNING,
        file="content",
        fails="""\
deck.yaml
references.yaml
sky/blue-sky.md
media/bow.svg
""",
        passes="""\
deck.yaml
references.yaml
sky/blue-sky.md
""",
    ),
    Rule(
        "L203",
        "link to a retired entry",
        why="A retired entry is left out of the sheet, so the link is dead there; and it was "
        "retired because nobody should learn it any more.",
        severity=Severity.WARNING,
        given="`blue-sky` was retired",
        fails="""\
## Pitfalls
The bow does not scatter light as [the sky](#blue-sky) does.
""",
        passes="""\
## Pitfalls
The bow does not scatter light as the sky does.
""",
    ),
)
