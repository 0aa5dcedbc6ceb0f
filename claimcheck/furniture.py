"""What on a page is no part of the story: share lines, by-lines, credits; and headlines and captions.

The rules are made to be right when they speak, not to find everything, because a unit that they call furniture is
never labelled. So ``More:`` alone is furniture, and the teaser ``More: Minister denies ...`` is not, for it says
something. ``benchmarks/sentences.py`` counts how often they are wrong.
"""

import re
from typing import Final

_LONGEST: Final = 300  # code points; no line of furniture is longer
_LONGEST_HEADLINE: Final = 200  # code points
_LONGEST_CAPTION: Final = 900  # code points
_TITLE_WITHIN: Final = 10  # paragraphs; how far down the title of the page is looked for

_NAME: Final = r"[^\W\d_a-z][\w.’'-]*"
_AGENCY: Final = r"(?:AP|AFP|ANI|CBC|CNN|DPA|EFE|IANS|PA|PTI|Reuters|REUTERS|TASS|UPI|Xinhua|Associated\sPress|Bloomberg)"
_ARROW: Final = r"\s*[>»›→]\s*"
_CRUMB: Final = r"[^\s>»›→|.?!]+(?:\s[^\s>»›→|.?!]+){0,4}"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_NUMBER: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+"
_DAY: Final = rf"(?:{_WEEKDAY})?(?:{_MONTH}\s+{_NUMBER}|{_NUMBER}\s+{_MONTH}),?\s+\d{{4}}"
_TIME: Final = r"\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?(?:\s+\(?[A-Z]{2,4}\)?)?"
_NETWORK: Final = r"(?:Facebook|Twitter|X|Instagram|LinkedIn|WhatsApp|Telegram|YouTube|TikTok|Reddit|Pinterest|Bluesky|Threads)"
_BUTTON: Final = (
    r"(?:share|tweet|post|e-?mail|print|save|copy\s+link|(?:\d+\s+)?comments?|pin\s+it|close|menu|search|skip\s+to\s+content|sign\s+(?:in|up)"
    r"|log\s+in|subscribe|register|whatsapp|facebook|twitter|instagram|linkedin|telegram|youtube|pinterest|show\s+more|load\s+more"
    r"|loading|play\s+video|view\s+image\s+in\s+fullscreen|reuse\s+this\s+content|add\s+interest|view\s+gallery)"
)

# the whole unit, spelt so
_EXACT: Final = re.compile(
    rf"""
    [\W_]+                                                               # no letter or digit
    | {_CRUMB}(?:{_ARROW}{_CRUMB}){{2,}}[>»›→\s]*                        # Home > World > Europe
    | Home{_ARROW}{_CRUMB}
    | (?:Written\s|Story\s)?[Bb][Yy]\s+{_NAME}(?:(?:,|\s+(?:and|of|for|in|at|&|\||-))?\s+{_NAME}){{0,8}}
    | (?:{_NAME}[\s,/]+){{0,4}}\(?{_AGENCY}(?:\sBusiness)?\)?\s*[—–-]*   # WASHINGTON (AP) —
    | [A-Z][A-Z.’'-]+(?:[\s,/]+[A-Z][A-Z.’'-]+){{0,3}}\s*[—–]            # LONDON —
    | (?:{_DAY}|{_TIME})(?:[\s,|·•-]+(?:at\s+|Updated:?\s+)?(?:{_DAY}|{_TIME})){{0,3}}
    | [—–-]+\s*[^()]{{1,60}}\(@\w{{1,30}}\)\s*{_DAY}                     # the sender of a message
    | Sources?:\s+{_NAME}(?:(?:,|\s+and|\s+agencies)?\s+{_NAME}){{0,5}}(?:\s+and\s+agencies)?
    | \|\s*{_NAME}(?:\s+{_NAME}){{0,3}}                                  # | The Outlet
    | https?://\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | (?:</?[a-z][^<>]*>\s*)+[.]?
    """,
    re.VERBOSE,
)

# the whole unit, in whatever case
_WHOLE: Final = re.compile(
    rf"""
    (?:advertisement|advertising|ad|sponsored(?:\s+content)?|promoted(?:\s+content)?):?(?:\s+continue\s+reading.*)?
    | (?:advertisement\W+)?(?:(?:the\s+)?(?:story|article)\s+continue[sd]|continue\s+reading)(?:\s+(?:below|after|the)\b.{{0,60}})?
    | (?:listen\s+to\s+(?:this\s+)?article\s+[\d:]*\s*)?share\s+(?:this|on|via|with)\b.{{0,60}}
    | {_BUTTON}(?:[\s|,/·•:.…]+{_BUTTON})*[\s.…!]*
    | (?:read\s+(?:more|next|also|full\s+article)|see\s+also|also\s+read|related|most\s+(?:read|popular|viewed)|recommended
      |trending(?:\s+now)?|related\s+(?:stories|articles?|reading|coverage|links|topics?|content|news|videos?)|editors?[’']?s?\s+picks?
      |more(?:\s+(?:stories|news|coverage|on\s+this(?:\s+(?:story|topic))?))?|explore\s+more\s+on\s+these\s+topics
      |watch|video|listen|photos?|gallery|top\s+stories|latest\s+news|you\s+may\s+also\s+like|don[’']t\s+miss)\s*[:.…»]*
    | (?:analysis/)?opinion:
    | (?:tags?|topics?|filed\s+under|categor(?:y|ies)|keywords)\s*:.{{1,200}}
    | \d+\s+(?:min(?:ute)?s?|hours?|days?|weeks?|months?|years?)(?:\s+ago|\s+read)
    | (?:last\s+|first\s+)?(?:updated|published|posted|modified)(?:\s+on|\s+at|:)*\s+[^.?!]{{0,15}}\d[\w\s:,.()|/-]{{0,60}}
    | scroll\s+down\s+for\s+(?:video|more).{{0,20}}
    | (?:all\s+rights\s+reserved|thank\s+you\s+for\s+(?:supporting\s+our\s+journalism|subscribing))[.!]*
    | (?:invalid\s+email\s+address|please\s+(?:re-?enter|try\s+again(?:\s+later)?)|an\s+error\s+has\s+occurred)[.!]*
    | our\s+(?:fact[- ]check\s+sources|standards:\s.{{1,60}})[:.]?
    | this\s+article\s+is\s+more\s+than\s+.{{1,20}}\s+old[.]?
    """,
    re.VERBOSE | re.IGNORECASE,
)

# how the unit begins, in whatever case
_BEGINS: Final = re.compile(
    rf"""
    © | copyright\s+(?:©|\(c\)|(?:19|20)\d\d)
    | this\s+(?:material|article|content)\s+may\s+not\s+be\s+(?:published|reproduced|republished)
    | contribut(?:ing|ors?):
    | \(?(?:additional\s+|other\s+)?(?:reporting|writing|editing)\s+by\s
    | \(?this\s+(?:story|article|post|report|page|headline)\s+(?:has\s+been|was)\s+(?:updated|(?:originally|first)\s+published)\b
    | (?:sign[-\s]?up|subscribe)\s+(?:for|here|now|to|today)\b
      (?:.{{0,100}}\b(?:newsletters?|inbox|alerts?|free|daily|here|channel|today|now|updates)\b|[\s.!]*$)
    | (?:by\s+)?(?:signing\s+up|subscribing),?\s+you\s+(?:agree|confirm|consent)
    | (?:click|tap)\s+(?:here|to)\b
    | get\s+.{{1,80}}\b(?:in|to|into)\s+your\s+(?:inbox|email)
    | you\s+(?:can|may)\s+(?:unsubscribe|opt[-\s]out|subscribe)\b
    | (?:newsletter|e-?mail)\s+sign[-\s]?up\b
    | already\s+a\s+subscriber\?
    | download\s+(?:the|our)\s.{{1,30}}\bapp\b
    | (?:follow|like|find|join|connect\s+with)\s+(?:us|me|him|her|them|@\w+|[\w’']+(?:\s[\w’']+){{0,2}})\s+on\s+{_NETWORK}\b
    | follow\s+@\w | like\s+our\s+page\b
    | (?:reach|contact|e-?mail)\s.{{1,40}}\s(?:at|on)\s.{{0,40}}@
    | this\s+site\s+(?:is\s+protected\s+by|uses\s+cookies)
    | (?:we|our\s+site)\s+(?:and\s+our\s+partners\s+)?uses?\s+cookies\b
    | (?:accept|manage|reject)\s+(?:all\s+)?cookies\b
    | our\s+fact[- ]check\s+work\s+is\s+supported
    | more\s+from\s+the\s+fact-check\s+team
    | the\s+opinions\s+expressed\s+(?:by\s+columnists|in\s+this|here)
    | for\s+licensing\s+opportunities
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS: Final = re.compile(r"\bcontributed\s+(?:reporting\s+)?to\s+this\s+(?:report|story|article|post|check)\b.{0,40}$", re.IGNORECASE)

_AGENCIES: Final = r"(?:AP|AFP|EPA|PA|Reuters|REUTERS|Getty|Shutterstock|Alamy|Anadolu|Bloomberg|Xinhua|NurPhoto|Sipa|Zuma|Rex)"
_CREDIT: Final = re.compile(
    rf"""
    (?:^|\s|\()(?i:(?:file\s+)?(?:photo(?:graph|grapher)?s?|picture|image|credit|illustration)
      (?:\s+(?:credit|by|courtesy(?:\s+of)?))?)\s*:\s*\S.{{1,80}}$
    | \((?:{_AGENCIES}\s[Pp]hoto|{_AGENCIES}/)[^()]{{0,60}}\)\.?$
    | \([^()]{{2,60}}/{_AGENCIES}(?:\sImages)?(?:[\s/,][^()]{{0,40}})?\)\.?$
    | (?:^|\s)(?:AP|Reuters|REUTERS|AFP|EPA)(?:\s[Pp]hotos?)?/[A-Z][\w .-]{{2,40}}(?:/[\w ]{{2,20}})?$
    | /{_AGENCIES}(?:\sImages)?(?:\svia\s.{{1,40}})?$
    | \bGetty\sImages\)?\.?$
    """,
    re.VERBOSE,
)
_CAPTION: Final = re.compile(
    r"enlarge\s+this\s+image|toggle\s+caption|hide\s+caption|image\s+(?:\d+\s+of\s+\d+|source|caption)|file\s+photo\b|caption:"
    r"|\(?(?:ap\s+)?photo(?:graph)?s?(?:\s+by\b|:)|pictured:",
    re.IGNORECASE,
)


def is_furniture(unit: str) -> bool:
    """Whether a sentence or line is page furniture, which says nothing of the story."""
    if len(unit) > _LONGEST:
        return False
    return bool(_EXACT.fullmatch(unit) or _WHOLE.fullmatch(unit) or _BEGINS.match(unit) or _ENDS.search(unit))


def is_caption(paragraph: str) -> bool:
    """Whether a paragraph is the caption or the credit of a picture."""
    if len(paragraph) > _LONGEST_CAPTION:
        return False
    return bool(_CAPTION.match(paragraph) or _CREDIT.search(paragraph, max(0, len(paragraph) - _LONGEST)))


def is_title(paragraph: str, number: int, title: str | None) -> bool:
    """Whether a paragraph, by its number, is the title that the input gives, but for white space and case."""
    if title is None or number >= _TITLE_WITHIN or len(paragraph) > 2 * len(title):
        return False
    return paragraph.casefold().split() == title.casefold().split()


def is_headline(paragraph: str) -> bool:
    """Whether the first paragraph of the story looks like its headline: short, without a full stop or in title case."""
    if len(paragraph) > _LONGEST_HEADLINE:
        return False
    if paragraph.rstrip("\"”’'")[-1:] not in {".", "…", ":"}:
        return True
    return not any(word[0].islower() for word in paragraph.split() if len(word) > 3)
