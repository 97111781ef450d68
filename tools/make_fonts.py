"""Make the sheet's fonts from the released ones. Run by hand; the results are committed.

    python tools/make_fonts.py STIXTwoMath-Regular.ttf SOURCE_SANS_FOLDER SOURCE_CODE_FOLDER

The first is the font inside the PyPI package ``ziamath``; the folders are the unpacked npm packages
``@expo-google-fonts/source-sans-3`` and ``@expo-google-fonts/source-code-pro`` (static TrueType).
What was made of which version is in ``src/deckmill/assets/fonts/README.md``.

Every font is renamed, since a changed font may not carry a reserved name (OFL, condition 3), and
loses hints and optional features. All keep every character they have: ``cut_fonts.py``, to be run
next, and a build subset them again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).parent.parent / "src/deckmill/assets/fonts"
TEXT = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "liga", "tnum"]
MATHS = ["ssty", "dtls", "flac", "mark", "mkmk", "ccmp", "kern"]
RADICAL = 0x221A
BRACKETS = "()[]{}⌊⌋⌈⌉⟨⟩"
LINE_WITH_FRACTION = 2200


def reduced(path: Path, features: list[str], family: str, style: str) -> TTFont:
    """The font with its own family name, all its characters, and only these features."""
    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 7, 13, 14]
    options.drop_tables += ["DSIG", "STAT", "BASE"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    names = font["name"]
    version = f"Version {font['head'].fontRevision:.3f}, changed for deckmill"
    postscript = f"{family}-{style}".replace(" ", "")
    for number, text in {
        1: family,
        2: "Regular",
        3: f"deckmill: {postscript}",
        4: f"{family} {style}",
        5: version,
        6: postscript,
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    return font


def narrow(font: TTFont, sign: int, height: int) -> None:
    """Give no size of a sign more advance than the first of at least this height has.

    Chromium reserves the width of the widest size for every size, which leaves a hole beside it.
    """
    variants = font["MATH"].table.MathVariants
    name = font.getBestCmap()[sign]
    at = variants.VertGlyphCoverage.glyphs.index(name)
    construction = variants.VertGlyphConstruction[at]
    sizes = construction.MathGlyphVariantRecord
    enough = next(size.VariantGlyph for size in sizes if size.AdvanceMeasurement >= height)
    advance = font["hmtx"][enough][0]
    names = [size.VariantGlyph for size in sizes]
    if construction.GlyphAssembly is not None:
        names += [part.glyph for part in construction.GlyphAssembly.PartRecords]
    for name in dict.fromkeys(names):
        own = font["hmtx"][name][0]
        if own > advance:
            glyph = font["glyf"][name]
            glyph.coordinates.scale((advance / own, 1))
            glyph.coordinates.toInt()
            glyph.recalcBounds(font["glyf"])
            font["hmtx"][name] = (advance, glyph.xMin)


def raise_root_bars(font: TTFont) -> None:
    """Lift the bar of a root: snapped to a whole pixel, it would touch the letter below."""
    constants = font["MATH"].table.MathConstants
    constants.RadicalVerticalGap.Value = 150
    constants.RadicalDisplayStyleVerticalGap.Value = 190


def advances(font: TTFont) -> str:
    """The widths of a font's characters as text: units an em, then a line for each run of them."""
    names, widths = font.getBestCmap(), font["hmtx"]
    lines = [str(font["head"].unitsPerEm)]
    for code in sorted(names):
        if code - 1 not in names:
            lines.append(f"{code:X}")
        lines[-1] += f" {widths[names[code]][0]}"
    return "\n".join(lines) + "\n"


def main(maths: Path, sans: Path, code: Path) -> None:
    font = reduced(maths, MATHS, "Sheet Math", "Regular")
    narrow(font, RADICAL, 0)
    for bracket in BRACKETS:
        narrow(font, ord(bracket), LINE_WITH_FRACTION)
    raise_root_bars(font)
    made = {"SheetMath-400": font}
    for name, file in {
        "SheetSans-400": "400Regular/SourceSans3_400Regular.ttf",
        "SheetSans-400i": "400Regular_Italic/SourceSans3_400Regular_Italic.ttf",
        "SheetSans-600": "600SemiBold/SourceSans3_600SemiBold.ttf",
        "SheetSans-700": "700Bold/SourceSans3_700Bold.ttf",
    }.items():
        made[name] = reduced(sans / file, TEXT, "Sheet Sans", name.split("-")[1])
    source = code / "400Regular/SourceCodePro_400Regular.ttf"
    made["SheetCode-400"] = reduced(source, ["ccmp", "locl", "mark", "mkmk"], "Sheet Code", "400")
    for name, font in made.items():
        font.save(OUT / f"{name}.ttf", reorderTables=True)
        print(f"{name}.ttf {(OUT / name).with_suffix('.ttf').stat().st_size:,} bytes")
    (OUT / "SheetMath-400.advances.txt").write_text(
        advances(made["SheetMath-400"]), "ascii", newline="\n"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
