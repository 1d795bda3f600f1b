"""What looks like a secret is hidden by the rules of its format, and nothing else is."""

import ctypes
import ctypes.util
import time

import pytest
from crossover_tool.secrets import HIDDEN, conninfo, redacted, redacted_dsn, secrets_in
from hypothesis import given
from hypothesis import strategies as st

S = "s3cr;t"


@pytest.mark.parametrize(
    "text, shown",
    [
        # DSN of libpq's, each of which libpq reads with that password
        ("host=h user=u password=secret dbname=d", "host=h user=u password=*** dbname=d"),
        ("host=h password=a;b&c dbname=d", "host=h password=*** dbname=d"),
        ("host=h password=a'b dbname=d", "host=h password=*** dbname=d"),
        (r"host=h password=a\ b\'c dbname=d", "host=h password=*** dbname=d"),
        (r"host=h password='a \' b' dbname=d", "host=h password=*** dbname=d"),
        ("host=h password='a b'dbname=d", "host=h password=*** dbname=d"),
        ("host=h PassWord = x", "host=h PassWord = ***"),
        ("host=h sslpassword=x", "host=h sslpassword=***"),
        ("host=h passfile=~/.pgpass", "host=h passfile=~/.pgpass"),
        # addresses
        (
            "postgresql://me:se/cr@et@localhost:5432/db?a=b",
            "postgresql://***@localhost:5432/db?a=b",
        ),
        ("https://ghp_abc@github.com/x", "https://***@github.com/x"),
        ("no answer from http://u:p@127.0.0.1/x", "no answer from http://***@127.0.0.1/x"),
        ("http://127.0.0.1:80/a@b", "http://***@b"),  # better too much than too little
        ("http://127.0.0.1/x?a=1&b=2", "http://127.0.0.1/x?a=1&b=2"),
        ("http://h/x?api_key=abc&b=2#c", "http://h/x?api_key=***&b=2#c"),
        # variables and options of a command
        ("./mytool {i}", "./mytool {i}"),
        ("PGPASSWORD=x psql -c 'select 1'", "PGPASSWORD=*** psql -c 'select 1'"),
        ("API_KEY=x ./tool", "API_KEY=*** ./tool"),
        ("env AWS_SECRET_ACCESS_KEY=a/b+c ./tool", "env AWS_SECRET_ACCESS_KEY=*** ./tool"),
        ("./tool --api-token=x --level=3", "./tool --api-token=*** --level=3"),
        ("tool --api-key=x", "tool --api-key=***"),
        ("tool --password x --n 3", "tool --password *** --n 3"),
        ("tool --password 'a b' --n 3", "tool --password *** --n 3"),
        ("tool --token https://u:p@h/x y", "tool --token *** y"),
        ("curl -u user:x http://h/", "curl -u *** http://h/"),
        ("curl -uuser:x http://h/", "curl -u*** http://h/"),
        ("curl --user=user:x http://h/", "curl --user=*** http://h/"),
        ("sort -u file", "sort -u file"),
        ("mkpass 3 monkey=4", "mkpass 3 monkey=4"),
        # headers
        ("Authorization: Bearer x", "Authorization: ***"),
        ("curl -H 'Authorization: Bearer x' http://h", "curl -H 'Authorization: ***' http://h"),
        ('curl -H "X-Mine: a b" http://h', 'curl -H "X-Mine: ***" http://h'),
        ("curl -H X-Mine:a http://h", "curl -H X-Mine:*** http://h"),
        ("refused: Bearer eyJhbGciOi.J9", "refused: Bearer ***"),
        ('{"password": "x", "n": 3}', '{"password": ***, "n": 3}'),
    ],
)
def test_secrets_are_hidden(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert redacted(shown) == shown


@pytest.mark.parametrize("text", ["password=a b c", "host=h password='a", "secret"])
def test_a_dsn_that_is_none_is_hidden_as_a_whole(text: str) -> None:
    assert redacted_dsn(text) == HIDDEN


class Option(ctypes.Structure):
    """PQconninfoOption."""

    _fields_ = [
        (name, ctypes.c_char_p)
        for name in ("keyword", "envvar", "compiled", "val", "label", "dispchar")
    ] + [("dispsize", ctypes.c_int)]


def libpq_reads(text: str) -> dict[str, str] | None:
    """What libpq itself finds in a DSN; None when it refuses it. Skips where there is no libpq."""
    name = ctypes.util.find_library("pq")
    if name is None:
        pytest.skip("libpq is not installed")
    library = ctypes.CDLL(name)
    library.PQconninfoParse.restype = ctypes.POINTER(Option)
    said = ctypes.c_char_p()
    options = library.PQconninfoParse(text.encode(), ctypes.byref(said))
    if not options:
        return None
    found, number = {}, 0
    while options[number].keyword:
        if options[number].val is not None:
            found[options[number].keyword.decode()] = options[number].val.decode()
        number += 1
    return found


DSNS = st.text(alphabet="ab=' \\;&\t", max_size=12).map(lambda value: f"host=h password={value}")


@given(DSNS)
def test_a_dsn_is_read_as_libpq_reads_it(dsn: str) -> None:
    theirs = libpq_reads(dsn)
    if theirs is not None:
        ours = conninfo(dsn)
        assert ours is not None and {s.name: s.value for s in ours} == theirs


@given(st.text(alphabet="xyz=' \\;&@/?#:", min_size=3, max_size=12))
def test_no_password_that_libpq_takes_is_shown(password: str) -> None:
    escaped = password.replace("\\", "\\\\").replace("'", "\\'")
    unquoted = escaped.replace(" ", "\\ ")
    for dsn in (f"host=h password='{escaped}'", f"password={unquoted} host=h"):
        if libpq_reads(dsn) == {"host": "h", "password": password}:
            assert redacted_dsn(dsn) in ("host=h password=***", "password=*** host=h")


def test_what_is_named_in_many_ways_is_hidden() -> None:
    for text in NAMED:
        shown = redacted(text)
        assert "HUNTER2" not in shown and redacted(shown) == shown, text


NAMED = (
    *("curl -F 'password=my HUNTER2'", 'docker run -e "PASSWORD=my HUNTER2"'),
    *("PASSWORD=`echo HUNTER2` x", 'tool --token "a HUNTER2', "tool --password -HUNTER2"),
    *("curl -H Authorization:\\ Token\\ HUNTER2", "{'Authorization': 'Token HUNTER2'}"),
    *('curl -d "{\\"password\\":\\"HUNTER2\\"}"', '{"password":["HUNTER2"]}'),
    *("secretKey=HUNTER2", "tool --secretKey HUNTER2", '{"secretKey":"HUNTER2"}'),
    *("DB_PW=HUNTER2", "BASIC_AUTH=u:HUNTER2", "AccountKey=HUNTER2;x", "password: HUNTER2"),
    *("curl --oauth2-bearer HUNTER2", "curl --cookie HUNTER2", "curl -b session=HUNTER2 http://x"),
    *("openssl -passin pass:HUNTER2", "curl -su me:HUNTER2 x", "mysql -pHUNTER2 db"),
    *("docker login -p HUNTER2 x", "redis-cli -a HUNTER2 ping", "ghp_HUNTER2abcdefghijklmnop"),
    *("http://h/x?sig=HUNTER2&b=1", "http://h/x?key=HUNTER2", "http://h/x?auth=HUNTER2"),
    *("http://h/x?jwt=HUNTER2", "http://h/x#access_token=HUNTER2", "http://h?q[password]=HUNTER2"),
    *("OPTS='--password HUNTER2'", 'BODY=\'{"password":"HUNTER2"}\''),
    *("Server=h;User Id=u;Password=HUNTER2;", "psql 'password=HUNTER2 host=h'"),
    "-----BEGIN PRIVATE KEY-----\nHUNTER2\n-----END PRIVATE KEY-----",
)


@pytest.mark.parametrize(
    "text",
    ["author=x", "design=3", "sigma=2", "sort -b file", "cp a -p b", "unknown token 'x' at 3"],
)
def test_what_only_looks_alike_is_shown(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:my HUNTER2@h/db", "postgresql://***@h/db"),
        ('postgresql://h/db?password="HUNTER2', "postgresql://h/db?password=***"),
        ("postgresql://h/db?pass%77ord=HUNTER2&a=b", "postgresql://h/db?pass%77ord=***&a=b"),
        ("postgresql://h/db?password=a#HUNTER2", "postgresql://h/db?password=***"),
        ("postgresql://h/db?password=x@HUNTER2&a=b", "postgresql://h/db?password=***&a=b"),
        ("postgresql://me:a?HUNTER2@h/db", "postgresql://***@h/db"),
        ("postgresql://me:a?b/HUNTER2@h/db", "postgresql://***@h/db"),
        ("postgresql://h/db?options=-c%20my.password%3DHUNTER2", "postgresql://h/db?options=***"),
        ("host=h options='-c my.password=HUNTER2'", "host=h options=***"),
    ],
)
def test_an_address_of_a_database_is_read_as_libpq_reads_it(text: str, shown: str) -> None:
    assert redacted_dsn(text) == shown == redacted_dsn(shown)


@pytest.mark.parametrize(
    "part",
    ["_", "_a", "-_", "f", "a.", "pass", "pass-", "'", '"', "://", "mysql ", "-b ", "a=b ", "a:"],
)
def test_whatever_is_written_is_read_in_time(part: str) -> None:
    """A thousand times as long may not take a million times as long."""
    for start in ("password", "--", "http://", "", "x="):
        began = time.process_time()
        redacted(f"{start}{part * 4000}!")
        assert time.process_time() - began < 2.0


def test_a_secret_is_known_by_what_is_hidden() -> None:
    text = "./t --token=HUNTER2 --password 'a b c' -n 3"
    assert secrets_in(redacted(text), text) == ["HUNTER2", "a b c"]
    assert secrets_in("as it is", "as it is") == []
