"""The words of the generated decks: a few hundred that are English, thousands that are made up.

English deals its words out unevenly: the commonest come again and again, and new ones never stop
coming. So do these, which is what makes the text compress about as prose does.
"""

from __future__ import annotations

from random import Random

NOUNS = """
model method layer signal weight sample score value function filter vector matrix graph branch
buffer channel cluster constant constraint context copy curve cycle database decision degree
derivative design detector device difference dimension direction distance distribution domain edge
effect element engine equation error estimate event example experiment factor feature field figure
fold form fraction frame frequency gain gap gate grid group guess head height history image index
input instance integral interval kernel key label lattice length level limit line list load log
loss machine map margin mask mean measure member memory message metric mixture mode module moment
name network node noise norm object observation offset operator optimum order origin output owner
packet parameter part partition patch path pattern peak penalty period phase pixel plan point policy
pool position power prediction price principle prior problem procedure process product profile
program proof property proxy query queue question range rank rate ratio reader reason
record region regime relation report representation residual resource response result reward root
round row rule scale schedule schema search segment sequence series server session set shape
shift side sign size slope solution source space span speed spread stack stage standard state
statement step storage stream structure subset sum surface switch symbol system table tail target
task teacher template tensor term test theory thread threshold time token tool total trace track
trade transform transition tree trial trigger trick type union unit update user variable variance
version view wave width window word worker world year yield zone
""".split()

ADJECTIVES = """
abrupt absolute active actual additive adjacent adverse aligned angular annual apparent arbitrary
artificial average balanced basic biased binary blind bounded broad brief calibrated careful causal
central cheap circular classic clean coarse cold common compact complete complex concave conditional
consistent continuous convex correct coupled crude cumulative cyclic damped deep dense dependent
different diffuse digital direct discrete distant double drifting dry dual dynamic early easy
efficient elastic empty equal exact explicit external fair familiar fast final fine finite
firm fixed flat flexible formal fragile free frequent full general gentle global gradual
greedy hard heavy hidden hollow honest hybrid ideal idle implicit independent indirect informal
initial inner internal inverse isolated joint large late latent lazy lean linear local logical long
loose lossy low manual marginal massive minimal missing mixed modest modular mutual naive narrow
native natural negative neutral noisy nominal nonlinear normal novel numeric odd offline online open
optimal ordinary orthogonal outer parallel partial passive periodic plain poor popular positive
precise prior private public pure quick quiet random rapid rare raw regular relative reliable
remote residual rigid robust rough safe scarce secondary separate serial sharp shallow short silent
similar simple single skewed slow small smooth soft sparse spatial special square stable static
steady steep sticky strict strong sudden suitable symmetric thick thin tight total typical
uneven uniform unique unseen upper useful usual vague valid variable vast weak wide wrong
""".split()

VERBS = """
absorb accept adapt add adjust admit affect align allow alter amplify approach approximate arrange
attract average balance beat bend bias bind block bound bridge broaden build bypass cancel capture
carry cause change check claim classify clip close collapse collect combine compare compensate
complete compress compute confine confuse connect conserve constrain consume contain control convert
copy correct corrupt count couple cover cross cut damp decide decode decompose decouple decrease
defeat defer define delay deliver demand describe detect determine dilute disable discard distort
divide dominate double drive drop eliminate emit enclose encode enforce enter equal estimate exceed
exclude exhaust expand expect explain exploit expose extend extract feed fill filter find fit
fix flatten follow force form freeze generate govern grow guard guide halve hide hold hurt identify
ignore imitate imply improve include increase indicate induce inflate inform inherit inject insert
inspect integrate invert isolate join keep lack lead learn leave limit list load locate lose lower
maintain map mask match measure merge mirror miss mix modify move multiply narrow
need notice obey occupy offset omit open order overfit overlook override own pair pass
perform permit perturb place plot point pool precede predict prefer prepare present preserve press
prevent process produce project prolong propagate protect prove provide pull push put raise
reach read rebuild receive recover reduce refine reflect reject relate relax release remember remove
repeat replace report represent require rescale reset resist resolve restore restrict reuse reveal
reverse reward rotate round sample satisfy saturate save scale scatter search select send separate
serve shape share sharpen shift shorten show shrink shuffle skip slow smooth solve sort split
squeeze start steer stop store stretch suppress surround survive swap switch target test
tie tighten touch trace track train transform translate trap treat trigger trim trust tune turn
undo unite update use validate vary verify visit waste weaken weigh widen wrap write yield
""".split()

ADVERBS = """
again alone almost always anyway apart away badly barely blindly carefully closely constantly
directly early easily equally evenly exactly fairly finally fully gently gradually greatly hardly
independently indirectly jointly largely locally loosely mainly mostly naturally nearly never often
once partly poorly precisely quickly quietly rarely readily reliably roughly safely seldom sharply
silently slightly slowly smoothly sometimes soon steadily strongly suddenly thereby together twice
typically usually weakly well widely
""".split()

for _words in (NOUNS, ADJECTIVES, VERBS, ADVERBS):
    Random(0).shuffle(_words)  # the first ones will be the commonest: not those with a

_ONSETS = "b br c cl d dr f fl g gl gr h j k l m n p pl pr qu r s sk sl st t tr v w z".split()
_VOWELS = "a e i o u ai ea ie oa ou".split()
_CODAS = "l m n r s t nd rk".split()
_SYLLABLES = [f"{onset}{vowel}" for onset in _ONSETS for vowel in _VOWELS]
_ENDINGS = [f"{vowel}{coda}" for vowel in _VOWELS[:5] for coda in _CODAS]
_FIRST, _LAST = len(_SYLLABLES), len(_ENDINGS)
_STRIDE = 2_654_435_761  # coprime to both counts: neighbours in number do not look alike

COINED = 6_000
"""How many made-up words stand behind the English ones, by falling frequency."""
NAMES = _FIRST * _FIRST * len(_ONSETS) * _LAST
"""How many names there are; each is another word."""


def name(number: int) -> str:
    """The made-up word of a number below ``NAMES``."""
    rest, last = divmod(number * _STRIDE % NAMES, _LAST)
    rest, onset = divmod(rest, len(_ONSETS))
    return "".join(
        (*(_SYLLABLES[at] for at in divmod(rest, _FIRST)), _ONSETS[onset], _ENDINGS[last])
    )


def pick(random: Random, words: list[str]) -> str:
    """A word of a list, the first ones more often: by the inverse square root of the rank."""
    return words[int(len(words) * random.random() ** 2)]


def pick_rarely(random: Random, words: list[str]) -> str:
    """A word of a long list, the first ones far more often than the last, by Zipf's law."""
    return words[int(len(words) ** random.random()) - 1]


def listed(text: str) -> list[str]:
    """What stands between bars and line ends."""
    return [part.strip() for line in text.split("\n") for part in line.split("|") if part.strip()]


def plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def third(verb: str) -> str:
    """The verb as it stands behind a singular: adds, carries, passes, undoes."""
    if verb.endswith("o"):
        return f"{verb}es"
    return plural(verb)


def article(word: str) -> str:
    """The word behind its indefinite article."""
    vowel = word[0] in "aeio" or (word[0] == "u" and not word.startswith(_YOU))
    return f"{'an' if vowel else 'a'} {word}"


_YOU = ("uni", "use", "usu")
