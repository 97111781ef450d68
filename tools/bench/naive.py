"""The straightforward script: what deckmill is measured against, and shares no line with.

    python tools/bench/naive.py CONTENT OUT

On the same libraries (PyYAML, Python-Markdown with the usual extensions, Pygments, math-core,
genanki) it makes the same notes, a sheet and an export of the same entries, as one writes it who
trusts their content: nothing is checked, nothing is remembered. Neither clever nor sabotaged: a
fragment is rendered once, a formula is converted once for each fragment it stands in.
"""

from __future__ import annotations

import html
import json
import re
import sys
from pathlib import Path

import genanki
import markdown
import yaml
from math_core import LatexToMathML

EXTENSIONS = [
    "tables",
    *(f"pymdownx.{name}" for name in ("arithmatex", "superfences", "highlight")),
]
OPTIONS = {"pymdownx.arithmatex": {"generic": True}}
KINDS = {
    "open": "open question",
    "derivation": "derivation",
    "numeric": "calculation",
    "code": "code",
    "bug": "find the bug",
    "choice": "multiple choice",
}
COMMON = "Topic,Level,Sources,As Of,Checked,Retired,Version,Report,Language"
QUESTION = "Id,Title,Question,Options,Front Code,Short Answer,Answer Options,Answer,Formula"
QUESTION += ",Explanation,Code,Pitfalls,Follow-ups,Cheat Sheet,Kind,Needs"
FIELDS = {
    "question": f"{QUESTION},{COMMON}".split(","),
    "basic": f"Id,Title,Front,Back,Reversed,Typed,Context,{COMMON}".split(","),
    "cloze": f"Id,Title,Cue,Text,Context,{COMMON}".split(","),
    "choice": f"Id,Title,Front,Options,Answer Options,Explanation,Context,{COMMON}".split(","),
}
CSS = ".card { font: 20px/1.5 sans-serif; max-width: 40em; margin: auto } .right { color: green }"
FOOT = "<hr><details><summary>Sources</summary>{{Sources}}</details><small>{{Id}}</small>"

mathml = LatexToMathML()


def read(content):
    deck = yaml.safe_load((content / "deck.yaml").read_text("utf-8"))
    works = yaml.safe_load((content / "references.yaml").read_text("utf-8"))["references"]
    entries = [
        read_entry(file)
        for topic in deck["topics"]
        for file in sorted((content / topic).glob("*.md"))
    ]
    return deck, {work["id"]: work for work in works}, entries


def read_entry(file):
    _, front_matter, body = file.read_text("utf-8").split("---\n", 2)
    entry = yaml.safe_load(front_matter)
    entry["topic"] = file.parent.name
    question, *sections = re.split(r"^## ", body, flags=re.M)
    entry["question"] = render(question.strip().removeprefix("# "), inline=True)
    texts = {}
    for section in sections:
        name, _, text = section.partition("\n")
        texts[name] = text.strip()
    for name in "Short answer", "Explanation", "Formula", "Pitfalls":
        entry[name] = render(texts[name]) if name in texts else None
    entry["Cheat sheet"] = render(texts["Cheat sheet"], inline=True)
    entry["Options"], _ = read_options(texts.get("Options", ""))
    code = texts.get("Code", "")
    if entry["kind"] == "bug":
        bug, fix = re.findall(r"^```python (?:bug|fix)\n.*?^```$", code, re.M | re.S)
        entry["bug"] = render(bug.replace("python bug", "python"))
        entry["fix"] = render(fix.replace("python fix", "python"))
    shown = re.sub(r"^```python \w+$", "```python", code, flags=re.M)
    entry["Code"] = {**render(shown), "markdown": code} if code else None
    entry["Follow-ups"] = [
        {"question": render(asked, inline=True), "answer": render(answer)}
        for asked, answer in cut(texts.get("Follow-ups", ""))
    ]
    entry["Cards"] = [read_card(entry, *card) for card in cut(texts.get("Cards", ""))]
    entry["Checks"] = texts.get("Checks", "").removeprefix("```python\n").removesuffix("\n```")
    return entry


def cut(text):
    """The headings of the third level and what stands under each."""
    for part in re.split(r"^### ", text, flags=re.M)[1:]:
        heading, _, body = part.partition("\n")
        yield heading, body.strip()


def read_card(entry, heading, body):
    found = re.fullmatch(r"(.*?)\s*\{#([a-z0-9-]+)((?: \.\w+)*)\}", heading)
    card = {
        "id": f"{entry['id']}/{found[2]}",
        "front": render(found[1], inline=True),
        "marks": found[3].split(),
    }
    if "{{c1::" in body:
        return {**card, "type": "cloze", "text": render(body)}
    if body.startswith("- ["):
        options, rest = read_options(body)
        return {**card, "type": "choice", "options": options, "back": render(rest)}
    return {**card, "type": "basic", "back": render(body)}


def read_options(text):
    """The task list that starts a text, and the rest of it."""
    options = []
    lines = text.split("\n")
    while lines and (found := re.match(r"- \[([ x])\] (.*)", lines[0])):
        options.append({**render(found[2], inline=True), "correct": found[1] == "x"})
        del lines[0]
    return options, "\n".join(lines).strip()


def render(text, inline=False):
    """A fragment as Markdown, as HTML for Anki, as HTML with MathML, and as plain text."""
    made = markdown.markdown(text, extensions=EXTENSIONS, extension_configs=OPTIONS)
    if inline:
        made = made.removeprefix("<p>").removesuffix("</p>")
    made = re.sub(r'<a href="#[^"]*">(.*?)</a>', r"\1", made)
    anki = re.sub(r'<(span|div) class="arithmatex">(.*?)</\1>', r"\2", made, flags=re.S)
    return {"markdown": text, "anki": anki, "html": with_mathml(made), "text": plain(anki)}


def with_mathml(text):
    def convert(found):
        display = found[1] == "div"
        tex = html.unescape(found[2].strip()[2:-2]).strip()
        return mathml.convert_with_local_state(tex, displaystyle=display)

    return re.sub(r'<(span|div) class="arithmatex">(.*?)</\1>', convert, text, flags=re.S)


def plain(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def cite(work):
    names = [person.get("family") or person["literal"] for person in work["author"]]
    authors = ", ".join(names).replace(", et al.", " et al")
    return f"{authors}. ", work["title"], f". {work['container-title']}, {work['issued']}"


def models():
    def template(name, front, back):
        return {"name": name, "qfmt": front, "afmt": f"{{{{FrontSide}}}}<hr>{back}{FOOT}"}

    folds = "".join(
        f"{{{{#{name}}}}}<details><summary>{name}</summary>{{{{{name}}}}}</details>{{{{/{name}}}}}"
        for name in ("Formula", "Explanation", "Code", "Pitfalls", "Follow-ups", "Needs")
    )
    answer = "{{Answer Options}}{{Answer}}{{Short Answer}}"
    templates = {
        "question": [
            template("Question", "{{Question}}{{Front Code}}{{Options}}", answer + folds),
        ],
        "basic": [
            template("Forward", "{{Context}}<p>{{Front}}</p>", "{{Back}}"),
            template("Backward", "{{#Reversed}}{{Context}}{{Back}}{{/Reversed}}", "{{Front}}"),
        ],
        "cloze": [template("Cloze", "{{Context}}<p>{{Cue}}</p>{{cloze:Text}}", "{{cloze:Text}}")],
        "choice": [
            template("Choice", "{{Front}}{{Options}}", "{{Answer Options}}{{Explanation}}"),
        ],
    }
    return {
        key: genanki.Model(
            1_600_000_000 + number,
            f"Naive {key}",
            fields=[{"name": name} for name in fields],
            templates=templates[key],
            css=CSS,
            model_type=genanki.Model.CLOZE if key == "cloze" else genanki.Model.FRONT_BACK,
        )
        for number, (key, fields) in enumerate(FIELDS.items())
    }


def write_package(deck, works, entries, file):
    types = models()
    questions = genanki.Deck(1_700_000_001, f"{deck['title']}::Questions")
    cards = genanki.Deck(1_700_000_002, f"{deck['title']}::Cards")
    by_id = {entry["id"]: entry for entry in entries}
    for entry in entries:
        common = {
            "Topic": html.escape(deck["topics"][entry["topic"]]),
            "Level": entry["level"],
            "Sources": sources_html(entry, works),
            "Language": deck["language"],
        }
        tags = [f"topic::{entry['topic']}", f"kind::{entry['kind']}", f"level::{entry['level']}"]
        tags += entry["tags"]
        fields = {**question_fields(entry, by_id), **common}
        questions.add_note(note(types, "question", entry["id"], fields, tags))
        for card in entry["Cards"]:
            fields = {**card_fields(card), "Context": html.escape(entry["short"]), **common}
            cards.add_note(note(types, card["type"], card["id"], fields, tags))
    genanki.Package([questions, cards]).write_to_file(file)


def note(types, key, full_id, fields, tags):
    filled = {"Id": full_id, **fields}
    return genanki.Note(
        types[key],
        [str(filled.get(name, "")) for name in FIELDS[key]],
        guid=genanki.guid_for(full_id),
        tags=[tag.replace(" ", "-") for tag in tags],
    )


def question_fields(entry, by_id):
    def anki(name):
        return entry[name]["anki"] if entry[name] else ""

    is_bug = entry["kind"] == "bug"
    needs = [html.escape(by_id[need]["short"]) for need in entry.get("needs", [])]
    return {
        "Title": html.escape(entry["short"]),
        "Question": entry["question"]["anki"],
        "Options": options_html(entry["Options"]),
        "Front Code": entry["bug"]["anki"] if is_bug else "",
        "Short Answer": anki("Short answer"),
        "Answer Options": options_html(entry["Options"], marked=True),
        "Answer": f"{entry['answer']} ± {entry['tolerance']}" if "answer" in entry else "",
        "Formula": anki("Formula"),
        "Explanation": anki("Explanation"),
        "Code": f"<p>Fix</p>{entry['fix']['anki']}" if is_bug else anki("Code"),
        "Pitfalls": anki("Pitfalls"),
        "Follow-ups": "".join(
            f"<details><summary>{asked['question']['anki']}</summary>{asked['answer']['anki']}</details>"
            for asked in entry["Follow-ups"]
        ),
        "Cheat Sheet": anki("Cheat sheet"),
        "Kind": KINDS[entry["kind"]],
        "Needs": f"<ul>{''.join(f'<li>{name}</li>' for name in needs)}</ul>" if needs else "",
    }


def card_fields(card):
    front = card["front"]
    if card["type"] == "cloze":
        return {
            "Title": html.escape(front["markdown"]),
            "Cue": front["anki"],
            "Text": card["text"]["anki"],
        }
    fields = {"Title": html.escape(front["markdown"]), "Front": front["anki"]}
    if card["type"] == "choice":
        fields["Options"] = options_html(card["options"])
        fields["Answer Options"] = options_html(card["options"], marked=True)
        fields["Explanation"] = card["back"]["anki"]
    else:
        fields["Back"] = card["back"]["anki"]
        fields["Reversed"] = "yes" if ".reversed" in card["marks"] else ""
        fields["Typed"] = card["back"]["text"] if ".typed" in card["marks"] else ""
    return fields


def options_html(options, marked=False):
    items = "".join(
        f'<li class="right">{option["anki"]}<span>✓</span></li>'
        if marked and option["correct"]
        else f"<li>{option['anki']}</li>"
        for option in options
    )
    return f'<ol type="A">{items}</ol>' if options else ""


def sources_html(entry, works):
    items = []
    for source in entry["sources"]:
        key, _, place = source.partition(", ")
        url = works[key]["URL"]
        before, title, after = map(html.escape, cite(works[key]))
        work = f'{before}<a href="{url}">{title}</a>{after}'
        items.append(f"<li>{work}{', ' if place else ''}{html.escape(place)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def write_sheet(deck, works, entries, file):
    title = html.escape(deck["title"])
    page = [f'<!doctype html>\n<html lang="{deck["language"]}">\n<meta charset="utf-8">']
    page.append(f"<title>{title}</title>\n<style>body {{ columns: 3 }}</style>\n<h1>{title}</h1>")
    numbers = {}
    topic = None
    for entry in entries:
        if entry["topic"] != topic:
            topic = entry["topic"]
            page.append(f'<h2 id="{topic}">{html.escape(deck["topics"][topic])}</h2>')
        page.append(sheet_item(entry, numbers))
    page.append("<h2>Sources</h2>\n<ol>")
    for key in numbers:
        page.append(f'<li id="{key}">{html.escape("".join(cite(works[key])))}</li>')
    page.append("</ol>\n</html>\n")
    file.write_text("\n".join(page), encoding="utf-8")


def sheet_item(entry, numbers):
    marks = []
    for source in entry["sources"]:
        key = source.partition(", ")[0]
        marks.append(str(numbers.setdefault(key, len(numbers) + 1)))
    options = "".join(
        f"<li>{option['html']}{' ✓' if option['correct'] else ''}</li>"
        for option in entry["Options"]
    )
    formula = entry["Formula"]["html"] if entry["Formula"] else ""
    key_formula = re.search(r"<math[^>]*display.*?</math>", formula, re.S)
    return (
        f'<article id="{entry["id"]}"><h3>{entry["question"]["html"]}</h3>'
        f"<p>{html.escape(entry['short'])} ({entry['level']})</p>"
        f"{f'<ol type=A>{options}</ol>' if options else ''}"
        f"<p>{entry['Cheat sheet']['html']} [{', '.join(marks)}]</p>"
        f"{key_formula[0] if key_formula else ''}"
        f"{entry['fix']['html'] if 'fix' in entry else ''}</article>"
    )


def write_export(deck, works, entries, file):
    def shown(fragment):
        return {key: fragment[key] for key in ("markdown", "html", "text")} if fragment else None

    def option(made):
        return {**shown(made), "correct": made["correct"]}

    def card(made):
        out = {"id": made["id"], "guid": genanki.guid_for(made["id"]), "type": made["type"]}
        out["front"] = shown(made["front"])
        if made["type"] == "cloze":
            out["text"] = shown(made["text"])
        else:
            out["back"] = shown(made["back"])
        if made["type"] == "choice":
            out["options"] = [option(made) for made in made["options"]]
        return out

    def exported(entry):
        texts = "Short answer", "Cheat sheet", "Explanation", "Formula", "Code", "Pitfalls"
        plain_keys = "id", "topic", "kind", "level", "short", "tags", "sources"
        return {
            **{key: entry[key] for key in plain_keys},
            "guid": genanki.guid_for(entry["id"]),
            "needs": entry.get("needs", []),
            "answer": entry.get("answer"),
            "question": shown(entry["question"]),
            **{name.lower().replace(" ", "_"): shown(entry[name]) for name in texts},
            "options": [option(made) for made in entry["Options"]],
            "follow_ups": [
                {"question": shown(asked["question"]), "answer": shown(asked["answer"])}
                for asked in entry["Follow-ups"]
            ],
            "cards": [card(made) for made in entry["Cards"]],
            "checks": {
                "markdown": f"```python\n{entry['Checks']}\n```",
                "html": f"<pre><code>{html.escape(entry['Checks'])}</code></pre>",
                "text": entry["Checks"],
            },
        }

    everything = {
        "deck": {key: deck[key] for key in ("id", "title", "description", "language")},
        "topics": deck["topics"],
        "entries": [exported(entry) for entry in entries],
        "references": list(works.values()),
    }
    with file.open("w", encoding="utf-8") as stream:
        json.dump(everything, stream, ensure_ascii=False)


def main(content, out):
    out.mkdir(parents=True, exist_ok=True)
    deck, works, entries = read(content)
    write_package(deck, works, entries, out / f"{deck['id']}.apkg")
    write_sheet(deck, works, entries, out / f"{deck['id']}.html")
    write_export(deck, works, entries, out / f"{deck['id']}.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
