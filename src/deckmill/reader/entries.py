"""An entry: front matter, sections and cards, read into the typed model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from deckmill.findings import Edit, Finding
from deckmill.ids import is_id
from deckmill.lazy import lazy_pattern
from deckmill.model import Citation, Entry, Excuse, FollowUp, Kind, Need, Number, Option, Rich
from deckmill.reader.cards import CardReader
from deckmill.reader.foreign import FRONT_MATTER
from deckmill.reader.front_matter import no_front_matter, split_front_matter
from deckmill.reader.markdown import Renderer
from deckmill.reader.options import read_options, task_list
from deckmill.reader.sections import Body, Section, cut
from deckmill.reader.yamls import parse
from deckmill.source import Source, Span

if TYPE_CHECKING:
    from deckmill.schema import FrontMatter

_REQUIRED: dict[Kind, tuple[str, ...]] = {
    "open": ("Short answer", "Cheat sheet"),
    "derivation": ("Short answer", "Cheat sheet", "Formula"),
    "numeric": ("Short answer", "Cheat sheet"),
    "code": ("Short answer", "Cheat sheet", "Code"),
    "bug": ("Short answer", "Cheat sheet", "Code"),
    "choice": ("Short answer", "Cheat sheet", "Options"),
    "cards": ("Cards",),
}
_PROVEN = ("derivation", "numeric", "code", "bug", "choice")
_OPTIONS = 4
_CUT_OFF = re.compile(r"[ \t]+#(?=\S)")
_MERGE_MARK = lazy_pattern(r"^<{7} .*$", re.M)


def read_entry(
    source: Source, topic: str, stem: str, renderer: Renderer
) -> tuple[Entry | None, list[Finding]]:
    """The entry in a file; nothing where it has no front matter to tell what it is."""
    from deckmill.reader.typed import place_of_missing, validate
    from deckmill.schema import FrontMatter

    mark = _MERGE_MARK.search(source.text) if "<<<<<<< " in source.text else None
    if mark:
        help = "keep what belongs here of both sides, and remove the marks"
        at = source.span(*mark.span())
        return None, [Finding("F122", "a merge was left unfinished here", at, help)]
    parts = split_front_matter(source)
    if parts is None:
        return None, [no_front_matter(source)]
    document = parse(source, parts[0], parts[1])
    if document.findings and document.value is None:
        # What is wrong with the text can be told all the same, but for what its kind decides.
        reader = _EntryReader(source, topic, renderer)
        front = FrontMatter.model_validate({"id": stem if is_id(stem) else "entry", "kind": "open"})
        reader.read(front, frozenset(FrontMatter.model_fields), parts[2])
        return None, document.findings + reader.findings
    if not isinstance(document.value, dict):
        help = "write one `key: value` a line"
        message = "the front matter holds no keys"
        return None, [*document.findings, Finding("F101", message, source.span(0), help)]
    reader = _EntryReader(source, topic, renderer)
    reader.missing = lambda key: place_of_missing(FrontMatter, key, document)
    stopgaps = {"id": stem if is_id(stem) else "entry", "kind": "open"}
    front, bad, found = validate(FrontMatter, document, stopgaps, elsewhere=FRONT_MATTER.get)
    reader.findings += document.findings + [_with_id(f, stem, source, parts[0]) for f in found]
    reader.spans = {str(path[0]): span for path, span in document.values.items() if len(path) == 1}
    reader.keys = {str(path[0]): span for path, span in document.keys.items() if len(path) == 1}
    reader.items = {path: span for path, span in document.values.items() if len(path) == 2}
    reader.excused = {
        str(path[1]): span
        for path, span in document.keys.items()
        if len(path) == 2 and path[0] == "excuse"
    }
    return reader.read(front, bad, parts[2]), reader.findings


class _EntryReader:
    def __init__(self, source: Source, topic: str, renderer: Renderer) -> None:
        self.source = source
        self.topic = topic
        self.renderer = renderer
        self.findings: list[Finding] = []
        self.missing: Callable[[str], Span] = lambda key: source.span(0)
        self.spans: dict[str, Span] = {}
        self.keys: dict[str, Span] = {}
        self.items: dict[tuple[str | int, ...], Span] = {}
        self.excused: dict[str, Span] = {}

    def read(self, front: FrontMatter, bad: frozenset[str], start: int) -> Entry:
        body = cut(self.source, start)
        is_page = front.kind == "cards" and "kind" not in bad
        self.findings += map(_on_a_page, body.findings) if is_page else body.findings
        self._check_front_matter(front, bad)
        if "kind" not in bad:
            self._check_sections(front.kind, body)
        question_span = body.question or self.source.span(min(start, len(self.source.text)))
        question = self._keep(self.renderer.inline(question_span))
        if question.blank and question_span.text:
            self._find("S106", "the question shows nothing", question_span, "write it after the #")
        if body.question is None and body.whole:
            # Where nothing follows the front matter, its last line is the place.
            line = self.source.position(min(start, len(self.source.text) - 1))[0]
            at = self.source.span(self.source.offset(line))
            help = "write it as a heading: # Why …?"
            self._find("S106", "there is no question", at, help)
        self.spans |= {name: section.name for name, section in body.sections.items()}
        sections = body.sections
        cheat_sheet = self._cheat_sheet(sections.get("Cheat sheet"), body.findings)
        parts = sections["Cards"].parts if "Cards" in sections else []
        reader = CardReader(front.id, self.renderer, parts)
        cards = reader.read_all()
        self.findings += reader.findings
        return Entry(
            id=front.id,
            topic=self.topic,
            kind=front.kind,
            level=front.level,
            span=question_span,
            question=question,
            short=front.short or "",
            tags=tuple(front.tags),
            sources=tuple(self._citations(front.sources)),
            needs=tuple(Need(id, self.items["needs", i]) for i, id in enumerate(front.needs)),
            answer=_number(front.answer),
            tolerance=_number(front.tolerance),
            as_of=front.as_of or "",
            seed=tuple(front.seed),
            retired=front.retired or "",
            excuse={
                code: Excuse(reason, self.excused[code]) for code, reason in front.excuse.items()
            },
            short_answer=self._blocks(sections.get("Short answer")),
            cheat_sheet=cheat_sheet,
            options=self._options(sections.get("Options"), front.kind),
            explanation=self._blocks(sections.get("Explanation")),
            formula=self._blocks(sections.get("Formula")),
            code=self._code(sections.get("Code"), front.kind, told="Code" in body.hidden),
            pitfalls=self._blocks(sections.get("Pitfalls")),
            follow_ups=tuple(self._follow_ups(sections.get("Follow-ups"))),
            cards=cards,
            checks=self._blocks(sections.get("Checks")),
            spans=self.spans,
            unread=bad | body.hidden | ({"Cards"} if len(cards) < len(parts) else set()),
        )

    def _check_lines(self) -> None:
        """YAML joins and cuts lines in silence: what an author wrote must not get lost so."""
        for path, span in self.items.items():
            if "\n" in span.text and span.text[0] not in "[{\"'|>":
                help = "start each item in the same column as the first, after a hyphen"
                self._find("F106", f"'{path[0]}': this item runs over two lines", span, help)
        for key, span in self.spans.items():
            rest = self.source.span(span.end).text
            cut = _CUT_OFF.match(rest)
            if cut:
                at = self.source.span(span.end + 1, span.end + len(rest))
                help = "put quotes around the whole value"
                self._find("F106", f"'{key}': YAML takes this for a comment", at, help)

    def _check_front_matter(self, front: FrontMatter, bad: frozenset[str]) -> None:
        self._check_lines()
        if front.level is None and front.kind != "cards" and "level" not in bad:
            help = "add `level:` with core, intermediate or advanced"
            self._find("F107", "the key 'level' is missing", self.missing("level"), help)
        for key in ("answer", "tolerance"):
            if getattr(front, key) is not None and front.kind != "numeric" and "kind" not in bad:
                help = "write it under `## Short answer`, or write kind: numeric"
                if key == "tolerance":
                    help = "leave it out, or write kind: numeric"
                self._find("F114", f"'{key}' belongs to kind numeric", self.keys[key], help)
        if front.kind == "numeric" and front.answer is None and not {"answer", "kind"} & bad:
            help = "add `answer:` with the number"
            self._find("F107", "the key 'answer' is missing", self.missing("answer"), help)
        if front.tolerance is not None and float(front.tolerance) < 0:
            span = self.spans["tolerance"]
            self._find("F106", "'tolerance': this is less than 0", span, "write 0 or more")

    def _check_sections(self, kind: Kind, body: Body) -> None:
        # Without a body there is one thing to say, and a fence that hides the rest hides sections.
        whole = body.whole and (body.question is not None or bool(body.known))
        title = body.question or self.source.span(0)
        for name in _REQUIRED[kind]:
            # A short answer without its heading is told of as text that would be lost.
            told = name == "Short answer" and (body.adrift or _spills(body))
            if name not in body.known and whole and not told:
                message = f"kind {kind} needs the section '{name}'"
                self._find("S102", message, title, f"add `## {name}`")
        if kind in _PROVEN and "Checks" not in body.known and whole:
            message = f"kind {kind} should have the section 'Checks'"
            self._find("S117", message, title, "add `## Checks` with code that proves the answer")
        strange = [s for s in body.sections if kind == "cards" and s not in ("Cards", "Checks")]
        if len(strange) > 1:
            message = f"kind cards shows cards alone, and here are {', '.join(strange)}"
            help = "write the kind of the question, such as open"
            self._find("S108", message, self.spans["kind"], help)
            return
        for name, section in body.sections.items():
            options_elsewhere = name == "Options" and kind != "choice"
            if options_elsewhere or name in strange:
                message = f"kind {kind} cannot show the section '{name}'"
                help = "move it to an entry"
                if options_elsewhere:
                    help = "write kind: choice, or move it"
                self._find("S108", message, section.name, help)
            elif not section.body.text and not section.parts and name not in body.hidden:
                message = f"the section '{name}' is empty"
                self._find("S103", message, section.name, "fill it, or leave the heading out")

    def _cheat_sheet(self, section: Section | None, known: list[Finding]) -> Rich | None:
        if section is None or not section.body.text:
            return None
        rich, findings, single = self.renderer.paragraph(section.body)
        self.findings += findings
        inside = range(section.body.start, section.body.end)
        told = any(f.code in ("S109", "S111") and f.span.start in inside for f in known)
        if not single and not told:
            help = "keep one paragraph of text; move lists, code and display formulas elsewhere"
            self._find("S112", "the cheat line is not one paragraph", section.body, help)
        return rich

    def _options(self, section: Section | None, kind: Kind) -> tuple[Option, ...]:
        if section is None or not section.body.text or kind != "choice":
            return ()
        tasks = task_list(section.body)
        if tasks is None or tasks.rest.text.strip():
            at = section.body if tasks is None else self.source.span(tasks.rest.start)
            help = "write one option a line: `- [ ] text`, and `- [x] text` for the right one"
            if tasks is not None:
                missing = "Explanation" if "Short answer" in self.spans else "Short answer"
                help = f"write a heading above it, such as `## {missing}`"
            self._find("S101", "only a list of options can stand here", at, help)
            if tasks is None:
                return ()
        codes = ("S114", "S115")
        options, found = read_options(tasks, section.name, _OPTIONS, _OPTIONS, codes, self.renderer)
        self.findings += found
        return options

    def _code(self, section: Section | None, kind: Kind, *, told: bool) -> Rich | None:
        code = self._blocks(section)
        if code is not None and section is not None and kind == "bug":
            words = [word for fence in code.code for word in fence.info]
            # A word that is misspelt, or a fence that lacks a line, has a finding of its own.
            told = told or any(word not in ("bug", "fix", "norun") for word in words)
            if [word for word in words if word != "norun"] != ["bug", "fix"] and not told:
                help = "show the code once as ```python bug and then once as ```python fix"
                message = "kind bug needs one bug fence, then one fix fence"
                self._find("S116", message, section.name, help)
        return code

    def _follow_ups(self, section: Section | None) -> Iterable[FollowUp]:
        for part in section.parts if section else ():
            if not part.body.text or not part.name.text:
                missing = "answer" if part.name.text else "question"
                help = f"write the {missing}, or leave the follow-up out"
                self._find("S118", f"this follow-up has no {missing}", part.name, help)
                continue
            yield FollowUp(
                self._keep(self.renderer.inline(part.name)),
                self._keep(self.renderer.blocks(part.body)),
            )

    def _citations(self, sources: list[str]) -> Iterable[Citation]:
        for i, text in enumerate(sources):
            key, _, locator = text.partition(",")
            span = self.items["sources", i]
            quoted = span.text[:1] in "\"'"
            end = min(len(key) + quoted, len(span.text))
            yield Citation(key.strip(), locator.strip(), span.sub(int(quoted), end))

    def _blocks(self, section: Section | None) -> Rich | None:
        if section is None or not section.body.text:
            return None
        return self._keep(self.renderer.blocks(section.body))

    def _keep(self, rendered: tuple[Rich, list[Finding]]) -> Rich:
        self.findings += rendered[1]
        return rendered[0]

    def _find(self, code: str, message: str, span: Span, help: str | None) -> None:
        self.findings.append(Finding(code, message, span, help))


def _with_id(finding: Finding, stem: str, source: Source, start: int) -> Finding:
    """The finding; where it misses the id, with the one that the file's name says."""
    if finding.code != "F107" or not finding.message.endswith("'id' is missing") or not is_id(stem):
        return finding
    line = f"id: {stem}"
    edit = Edit(source.span(start, start), f"{line}\n")
    return replace(finding, help=f"add `{line}`", fix=(edit,))


def _on_a_page(finding: Finding) -> Finding:
    """The finding with a cure that fits a page of cards, which has no other section."""
    if finding.code == "S101" and finding.help and "## Short answer" in finding.help:
        return replace(finding, help="move it to a card, or leave it out")
    return finding


def _spills(body: Body) -> bool:
    """Whether text stands behind the options, as it does where the next heading is missing."""
    options = body.sections.get("Options")
    tasks = task_list(options.body) if options else None
    return tasks is not None and tasks.rest.text.strip() != ""


def _number(text: str | None) -> Number | None:
    return None if text is None else Number(float(text), text)
