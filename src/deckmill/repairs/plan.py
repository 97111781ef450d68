"""What would be mended: the cures of every finding that stands, made in memory.

Nothing is written here. A cure can bring another finding to light, so the content is read again
with what was mended, until there is nothing left to mend.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from deckmill import project
from deckmill.errors import Refused
from deckmill.findings import Edit, Finding, LineEnds, Rename
from deckmill.reader import Memory, Progress
from deckmill.reader.files import decoded, one_line_end
from deckmill.repairs import edits
from deckmill.selection import Selection
from deckmill.source import Source

ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Mended:
    """A file as it was read and as it would be; its names are paths from the content folder."""

    name: str
    new_name: str
    before: bytes
    after: bytes
    codes: Mapping[str, int]
    """How many findings of each rule it was mended of."""

    @property
    def renamed(self) -> bool:
        return self.new_name != self.name


def plan(
    root: Path,
    progress: Progress | None = None,
    selection: Selection | None = None,
    memory: Memory | None = None,
) -> list[Mended]:
    """What can be mended of the content folder ``root``, or of the selected part of it.

    ``memory`` is that of ``reader.read``. Raises OSError for a disk that cannot be read, and
    Refused for a selection of nothing, for a file that changed meanwhile, and for repairs that
    come to no end.
    """
    bench = _Bench(root)
    memory = memory or Memory()
    for _ in range(ROUNDS):
        findings = project.check(
            root, progress, selection, memory=memory, texts=bench.texts
        ).findings
        if not bench.mend(findings):
            return list(bench.mended(findings))
    codes = sorted({finding.code for finding in edits.compatible(findings)})
    raise Refused(f"the repairs of {' and '.join(codes)} come to no end; mend these by hand")


@dataclass(slots=True)
class _Bench:
    """The files that are being mended."""

    root: Path
    before: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """What is text of the files, as it is by now."""
    codes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def mend(self, findings: Iterable[Finding]) -> bool:
        """Make the cures that go together; says whether there were any."""
        mendable = [finding for finding in findings if finding.mendable]
        for finding in mendable:
            for span in (finding.span, *(edit.span for edit in finding.fix)):
                self._open(span.source)
        texts = dict(self.texts)
        changes: dict[str, list[Edit]] = {}
        for finding in edits.compatible(f for f in mendable if self._is_text(f)):
            self._count(finding)
            for edit in finding.fix:
                changes.setdefault(edit.span.source.path, []).append(edit)
        for name, made in changes.items():
            self.texts[name] = edits.made(self.texts[name], made)
        for finding in mendable:
            name = finding.span.source.path
            if isinstance(finding.file_fix, LineEnds) and "\r" in self.texts.get(name, ""):
                self.texts[name] = one_line_end(self.texts[name])
                self._count(finding)
        return self.texts != texts

    def mended(self, findings: Iterable[Finding]) -> Iterator[Mended]:
        """What has become of the files, and the new names that ``findings`` have for some."""
        names = {}
        for finding in findings:
            if isinstance(finding.file_fix, Rename):
                path = PurePosixPath(finding.span.source.path)
                names[str(path)] = str(path.with_name(finding.file_fix.name))
                self._count(finding)
        for name, before in sorted(self.before.items()):
            after = self.texts[name].encode() if name in self.texts else before
            new_name = names.get(name, name)
            if after != before or new_name != name:
                yield Mended(name, new_name, before, after, self.codes[name])

    def _open(self, source: Source) -> None:
        """Take in a file as it is on the disk, where the findings are about it as it is."""
        name = source.path
        if name in self.before:
            return
        data = (self.root / name).read_bytes()
        if decoded(data, name)[0].text != source.text:
            raise Refused(f"{self.root / name} changed while it was read; try again")
        self.before[name] = data
        try:
            self.texts[name] = data.decode("utf-8")
        except UnicodeDecodeError:
            return  # what is no text can have another name, no more

    def _is_text(self, finding: Finding) -> bool:
        return all(edit.span.source.path in self.texts for edit in finding.fix)

    def _count(self, finding: Finding) -> None:
        self.codes[finding.span.source.path][finding.code] += 1
