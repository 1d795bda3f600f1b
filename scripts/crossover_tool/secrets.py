"""Secrets in texts: where the rules of each format say that one stands, and *** in its place.

A DSN is read as libpq reads it, an address by its parts, a command by its options, variables and
headers. Where a rule cannot tell how far a secret goes, too much is hidden rather than too little.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

HIDDEN = "***"
"""What stands for a secret in everything that is written to disk or shown."""

_NAMES = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd?|tokens?|secrets?|credentials?|sig(?:nature)?|jwt|auth"
    r"|(?:api|access|private|auth|secret|account|shared|encryption|license)[_-]?key)"
)
_KEY = rf"(?<![\w.-])[\w.-]{{0,200}}?{_NAMES}(?:[_-]+[^\W_]+)*+[_-]*+"
"""A name that ends so; none has more letters, and whatever is written takes time in proportion."""
_WORD = (
    r"(?:\\.|'(?:[^'\\]|\\.)*(?:'|$)|\"(?:[^\"\\]|\\.)*(?:\"|$)|`[^`]*(?:`|$)|\$\([^)]*(?:\)|$)"
    r"|[^\s])+"
)
"""A shell's word: quotes, backslashes and commands in it may hold blanks; a quote that is not closed
goes to the end."""
_ITEM = (
    r"\\\"(?:(?!\\\").)*\\\"|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|\{[^}]*\}|[^\s,}\]]+"
)
"""A value in JSON, which may stand escaped in a string, or in Python."""


def _rule(before: str, secret: str) -> re.Pattern[str]:
    return re.compile(f"(?P<before>{before})(?P<secret>{secret})", re.IGNORECASE)


_MARK = "\ue000"
_ADDRESS = re.compile(r"(?<![\w+.-])\w[\w+.-]*://\S+")
_IN_ADDRESS = (
    # a password may hold any of /?#@, so it ends at the last @
    _rule(r"://", r"[^\s:/?#@]*:\S*(?=@)"),
    _rule(r"://", r"[^\s/?#@]+(?=@)"),
    _rule(rf"[?&;#](?:[\w.-]*\[)?(?:{_KEY}|key)\]?=", r"[^\s&;#'\"]+"),
)
_HEADER = r"(?<!\S)(?:-H|--(?:proxy-)?header)[\s=]*"
_LATER = r"\s(?:[^|;&]{0,300}?\s)?"
"""From a command's name to one of its options."""
_ELSEWHERE = (
    _rule(rf"{_HEADER}'[\w-]+\s*:\s*+", r"[^']*"),
    _rule(rf"{_HEADER}\"[\w-]+\s*:\s*+", r"[^\"]*"),
    _rule(rf"{_HEADER}[\w-]+\s*:\s*", r"(?:\\.|[^\s'\"])+"),
    _rule(
        rf"(?<![\w-])(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*|[\w-]*-{_NAMES}|{_NAMES}-[\w-]*)"
        r"\\?[\"']?\s*:\s*+\\?[\"']?",
        r"(?!\*\*\*)[^'\"\r\n]+",
    ),
    _rule(r"(?<!\S)(?:-[a-zA-Z]*u|--user|--proxy-user|-U)(?:\s+|=)", rf"(?=\S*:){_WORD}"),
    _rule(r"(?<!\S)-u(?=[^\s-]+:)", _WORD),
    _rule(r"(?<!\S)sshpass\s+-p\s*", _WORD),
    _rule(r"(?<![\w-])(?:bearer|basic)\s+", r"[\w.~+/=-]{6,}"),
    _rule(rf"\\?[\"']{_KEY}\\?[\"']\s*:\s*", _ITEM),
    _rule(rf"{_KEY}\s*=\s*(?!\*\*\*['\"])", _WORD),
    _rule(r"(?<![\w-])(?:pass(?:word|wd|phrase)|secret|api[_ -]?key)\s*:\s+", _WORD),
    _rule(rf"(?<!\S)--?[\w-]{{0,200}}?{_NAMES}(?:-\w{{1,80}}+){{0,9}}+\s+", _WORD),
    _rule(r"(?<!\S)(?:--oauth2-bearer|--cookie|-passin|-passout)[\s=]+", _WORD),
    _rule(r"(?<!\S)-b\s+", rf"(?=\S*=){_WORD}"),
    _rule(r"(?<![\w-])(?:mysql\w*|mariadb[\w-]*)" + _LATER + r"-p", _WORD),
    _rule(r"(?<![\w-])(?:docker|podman)\s+login" + _LATER + r"-p\s*", _WORD),
    _rule(r"(?<![\w-])redis-cli" + _LATER + r"-a\s*", _WORD),
    # what tells by itself what it is: tokens of services, a signed token, a private key
    _rule(
        r"(?<!\w)", r"(?:gh[pousr]_|github_pat_|glpat-|sk-|xox[abprs]-)[\w-]{12,}|AKIA[0-9A-Z]{16}"
    ),
    _rule(r"(?<!\w)", r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"),
    _rule(r"-----BEGIN [A-Z ]*PRIVATE KEY-----", r"(?s:.*?)(?=-----END|$)"),
)
_QUOTED_WORD = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"")
_QUOTED_SECRET = _rule(rf"\A[\"'].*?{_KEY}\s*=\s*", r"[^\n]+(?=[\"']\Z)")
"""In quotes a secret has blanks: -F 'password=a b'."""


def redacted(text: str) -> str:
    """`text` with *** for every secret that a rule finds. What is redacted stays as it is when it
    is redacted again."""
    for _ in range(_MOST_PASSES):
        once = _redacted_once(text)
        if once == text:
            break
        text = once
    return text


_MOST_PASSES = 10
"""Where a secret held a quote, others begin and end elsewhere without it, and another rule may find
one. A pass hides more or nothing."""


def _redacted_once(text: str) -> str:
    settings = conninfo(text)
    if settings is not None:
        return _redacted_conninfo(text, settings)
    return _redacted_text(text)


def _redacted_text(text: str) -> str:
    addresses: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        addresses.append(_in_address(found[0]))
        return f"{_MARK}{len(addresses) - 1}{_MARK}"

    # an address has rules of its own, and is one word to those of a command: --token https://...
    hidden = _elsewhere(_ADDRESS.sub(set_aside, text.replace(_MARK, "")))
    return re.sub(f"{_MARK}(\\d+){_MARK}", lambda found: addresses[int(found[1])], hidden)


def redacted_dsn(text: str) -> str:
    """A DSN without its secrets: an address, or libpq's list of settings; one that is neither is
    hidden as a whole, for nobody can tell where its password ends."""
    address = re.fullmatch(r"(\s*\w[\w+.-]*://)(.*)", text, re.DOTALL)
    if address:
        return address[1] + _redacted_uri(address[2])
    settings = conninfo(text)
    if settings is None:
        return HIDDEN if text.strip() else text
    return _redacted_conninfo(text, settings)


def _redacted_uri(rest: str) -> str:
    """What follows the scheme of a DSN. To libpq blanks, quotes and # are letters like any other, and
    names may stand in per cent. A password ends at the last @ before a path or a query; where there
    is none, at the last that stands in no value."""
    head, before = rest.partition("/")[0], rest.partition("?")[0]
    end = max(head.rfind("@"), before.rfind("@"))
    last = rest.rfind("@")
    if end < 0 and "=" not in rest[len(before) : max(0, last)]:
        end = last
    place = f"{HIDDEN}{rest[end:]}" if end > 0 else rest
    path, mark, query = place.partition("?")
    pairs = []
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        said = unquote(value)
        secret = names_a_secret(unquote(name)) or _redacted_text(said) != said
        pairs.append(f"{name}{equals}{HIDDEN}" if equals and value and secret else pair)
    return f"{path}{mark}{'&'.join(pairs)}"


def secrets_in(shown: str, text: str) -> list[str]:
    """The parts of a text that are hidden in `shown`, the same without its secrets. Those below four
    letters may be anything."""
    found, at = [], 0
    before, *parts = shown.split(HIDDEN)
    at = len(before)
    for part in parts:
        end = text.find(part, at) if part else len(text)
        if end < 0:
            break
        found.append(text[at:end].strip(" '\""))
        at = end + len(part)
    return [one for one in found if len(one) > 3]


@dataclass(frozen=True)
class Setting:
    """`name = value` in a DSN: the value unquoted, and where it stands, quotes included."""

    name: str
    value: str
    start: int
    end: int


def conninfo(text: str) -> list[Setting] | None:
    """The settings of a DSN of libpq's, by the rules of PQconninfoParse; None when it is none.

    Blanks may surround `=`. A value is quoted by '...' or ends at a blank; \\ takes the next
    character as it is in both. Other characters, such as ; and & and a ' in the middle, stand for
    themselves.
    """
    try:
        return list(_settings(text)) or None
    except ValueError:
        return None


_NAME = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_PLAIN = re.compile(r"((?:[^\s\\]|\\.|\\$)*)", re.DOTALL)


def _settings(text: str) -> Iterator[Setting]:
    at = 0
    while text[at:].strip():
        name = _NAME.match(text, at)
        if name is None:
            raise ValueError(text[at:])
        value = (_QUOTED if text[name.end() : name.end() + 1] == "'" else _PLAIN).match(
            text, name.end()
        )
        if value is None:
            raise ValueError(text[name.end() :])
        yield Setting(
            name[1], re.sub(r"\\(.?)", r"\1", value[1], flags=re.DOTALL), value.start(), value.end()
        )
        at = value.end()


def _redacted_conninfo(text: str, settings: list[Setting]) -> str:
    parts, end = [], 0
    for setting in settings:
        named = names_a_secret(setting.name)
        holds = _redacted_text(setting.value) != setting.value and "://" not in setting.value
        secret = setting.value and (named or holds)
        shown = HIDDEN if secret else redacted_value(text[setting.start : setting.end])
        # a quoted value may touch the next name, which *** must not swallow
        blank = " " if secret and text[setting.end : setting.end + 1].strip() else ""
        parts += [text[end : setting.start], shown, blank]
        end = setting.end
    return "".join([*parts, text[end:]])


def redacted_value(text: str) -> str:
    """A single value, which may be an address."""
    return _ADDRESS.sub(lambda found: _in_address(found[0]), text)


def names_a_secret(name: str) -> bool:
    """Whether a key, a variable or an option of this name holds a secret."""
    return re.search(rf"{_NAMES}(?![a-z])", name, re.IGNORECASE) is not None


def _in_address(text: str) -> str:
    return _hidden(text, _IN_ADDRESS)


def _elsewhere(text: str) -> str:
    in_quotes = _QUOTED_WORD.sub(lambda found: _hidden(found[0], (_QUOTED_SECRET,)), text)
    return _hidden(in_quotes, _ELSEWHERE)


def _hidden(text: str, rules: tuple[re.Pattern[str], ...]) -> str:
    for rule in rules:
        text = rule.sub(lambda found: found["before"] + HIDDEN, text)
    return text
