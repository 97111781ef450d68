"""How long, how many, how alike: the thresholds of the checks, which a deck may set."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Limits(BaseModel):
    """The thresholds; the defaults fit a deck of interview questions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question_words: Count = Field(default=40, description="Words of an entry's question, at most.")
    short_answer_min: Count = Field(default=20, description="Words of a short answer, at least.")
    short_answer_max: Count = Field(default=80, description="Words of a short answer, at most.")
    explanation_min: Count = Field(default=80, description="Words of an explanation, at least.")
    explanation_max: Count = Field(default=320, description="Words of an explanation, at most.")
    list_items: Count = Field(default=6, description="Items of a list in a section, at most.")
    cards_min: Count = Field(default=2, description="Cards of an entry, at least.")
    cards_max: Count = Field(default=6, description="Cards of an entry, at most.")
    card_question_words: Count = Field(
        default=30, description="Words of a card's question, at most."
    )
    card_answer_words: Count = Field(
        default=25, description="Words of a card's answer, better at most."
    )
    card_answer_max: Count = Field(default=40, description="Words of a card's answer, at most.")
    card_list_items: Count = Field(
        default=3, description="Items of a list in a card's answer, at most."
    )
    cloze_deletions: Count = Field(default=3, description="Deletions of a cloze card, at most.")
    cloze_deletion_words: Count = Field(default=6, description="Words of one deletion, at most.")
    cloze_words: Count = Field(default=40, description="Words of a cloze card's text, at most.")
    choice_length_ratio: Annotated[float, Field(ge=1)] = Field(
        default=1.25, description="The right option's length over the mean length, at most."
    )
    answer_leak: Share = Field(
        default=0.6, description="Share of the answer's long words that may stand in the question."
    )
    code_lines: Count = Field(default=20, description="Lines of shown code, at most.")
    code_columns: Count = Field(default=76, description="Columns of shown code, at most.")
    card_code_columns: Count = Field(
        default=34,
        description="Columns of code on a card, at most: so many show at 360 pixels.",
    )
    table_width: Count = Field(
        default=43,
        description="Letters of the longest words of a table's columns, with three more for each"
        " column, at most: so many show at 360 pixels.",
    )
    formula_width: Annotated[float, Field(ge=1)] = Field(
        default=17.5,
        description="Em of a formula on the sheet between its breaks, at most: its column's width.",
    )
    similarity: Share = Field(
        default=0.85,
        description="Cosine of two texts' character 3-grams over which they are near-equal.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Limits:
        """A least number is not over the most; both may come from the deck, or one."""
        for least, most in _PAIRS:
            low, high = getattr(self, least), getattr(self, most)
            if low > high:
                message = f"{least} is {low}, over {most}, which is {high}"
                raise PydanticCustomError("limits", message)
        return self


_PAIRS = (
    ("short_answer_min", "short_answer_max"),
    ("explanation_min", "explanation_max"),
    ("cards_min", "cards_max"),
    ("card_answer_words", "card_answer_max"),
)
