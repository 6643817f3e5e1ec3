"""Texts that mean something to a browser, a spreadsheet, a template, a header or a database, each with a mark."""

import random

MARK = "mk{}q"
TEMPLATES = (
    "<script>alert('{m}')</script>",
    '"><img src=x onerror={m}>',
    "' onmouseover='{m}",
    "<{m}>",
    "<svg/onload={m}>",
    "</textarea><script>{m}</script>",
    "</title><h1>{m}",
    "--><b>{m}</b>",
    "]]>{m}<![CDATA[",
    "<a href='javascript:{m}'>x</a>",
    "javascript:{m}",
    "&lt;script&gt;{m}",
    "<base href=//{m}.example>",
    "<style>*{{x:{m}}}</style>",
    "<meta http-equiv=refresh content={m}>",
    "{{{{7*7}}}}{m}",
    "{{% raw %}}{m}",
    "${{7*7}}{m}",
    "#{{7*7}}{m}",
    "{{{{config}}}}{m}",
    "%(x)s{m}",
    "{{0}}{m}",
    "=cmd|'/C calc'!A0{m}",
    "+1+{m}",
    "-2+3{m}",
    "@SUM({m})",
    "\t=1+1{m}",
    "\r=1{m}",
    "\n=1{m}",
    '=HYPERLINK("http://x/{m}")',
    " =1+1{m}",
    "\u00a0=1{m}",
    "\ufeff=1{m}",
    "\u200b=1{m}",
    "\uff1d1+1{m}",
    "\uff0b1{m}",
    "|calc{m}",
    "'=1{m}",
    ";=1{m}",
    ',"=1{m}',
    'a,"b\n=1{m}',
    "\u202e{m}\u202d",
    "\x00{m}",
    "\x07\x1b[31m{m}",
    "{m}\ufffe",
    "{m}" + "x" * 5000,
    "'; DROP TABLE person;--{m}",
    "1' OR '1'='1{m}",
    "%' OR 1=1 --{m}",
    "../../../etc/passwd{m}",
    "..\\..\\{m}",
    "file:///etc/{m}",
    "x\r\nSet-Cookie: {m}=1",
    "x\nLocation: http://{m}",
    "%0d%0aX-{m}: 1",
    "\u2028{m}\u2029",
    "\U0001f600{m}",
    "e\u0301\u0323{m}",
    "\udcff{m}",
    '";}})();{m}',
)
_AROUND = (("", ""), ("Anh ", ""), (" ", " "), ("", " ạ"), ("<!--", "-->"), ("\t", ""), ("'", "'"))


def hostile_texts(number: int, seed: int = 0) -> list[tuple[str, str]]:
    """Texts with their marks; every template comes before any comes twice."""
    dice, made = random.Random(seed), []
    for n in range(number):
        before, after = _AROUND[(n // len(TEMPLATES)) % len(_AROUND)]
        mark = MARK.format(n)
        text = before + TEMPLATES[n % len(TEMPLATES)].format(m=mark) + after
        made.append(
            (mark, text if n < len(TEMPLATES) * len(_AROUND) else text + TEMPLATES[dice.randrange(60)].format(m=mark))
        )
    return [(mark, text.encode("utf-8", "replace").decode()) for mark, text in made]  # no store takes half a pair
