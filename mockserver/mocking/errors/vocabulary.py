"""Which words do APIs use for what an error tells?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

Role = Literal[
    "message", "phrase", "code", "status", "path", "part", "address", "method", "id", "time", "value", "expected",
    "resource", "count", "flag", "severity", "list", "elsewhere",
]  # fmt: skip


def _folded(name: str) -> str:
    if name.isascii():
        return name
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))


def _set(*texts: str) -> frozenset[str]:
    return frozenset(_folded(" ".join(texts)).split())


_NAMES: Mapping[Role, str] = {
    "message": "message msg detail details description errormessage errordescription errordetail usermessage info"
    " developermessage explanation text faultstring localizedmessage problem messages desc descr msgs diagnostic"
    " diagnostics errortext"
    # Spanish, Portuguese, Italian, French
    " mensaje mensajes descripcion detalle mensagem mensagens descricao detalhe messaggio messaggi descrizione"
    " dettaglio libelle"
    # German, Dutch, Danish, Norwegian, Swedish, Finnish
    " meldung meldungen fehlermeldung fehlertext fehlerbeschreibung nachricht hinweis beschreibung melding"
    " foutmelding bericht omschrijving meddelelse fejlbesked feilmelding meddelande felmeddelande beskrivning viesti"
    # Polish, Czech, Turkish, Russian, Ukrainian, Chinese, Japanese, Korean
    " komunikat wiadomosc opis zprava popis mesaj aciklama soobshchenie сообщение описание повідомлення опис 消息 信息"
    " メッセージ 메시지",
    "phrase": "statustext statusmessage httpmessage reasonphrase statusphrase httpstatusmessage statusdescription",
    "code": "code errorcode errcode key errorkey type errortype errorname rule keyword constraint kind faultcode"
    " subcode errortoken codename exception codigo codice fehlercode fehlernummer foutcode fejlkode feilkode felkod"
    " kod kodbledu hatakodu код 代码 错误码",
    "status": "status statuscode httpstatus httpcode httpstatuscode responsestatus responsecode",
    "path": "field fieldname fieldpath path pointer param parameter parametername property propertypath propertyname"
    " attribute attributename attr target source location loc instancepath datapath jsonpath jsonpointer invalidfield"
    " member element fields params header column campo champ feld veld felt pole alan поле",
    "part": "in locationtype parameterlocation where parametertype",
    "address": "instance uri url requesturi requesturl requestpath endpoint",
    "method": "method httpmethod requestmethod",
    "id": "requestid traceid correlationid xrequestid transactionid debugid errorid incidentid eventid referenceid"
    " logid logref trackingid uniqueid errorreference spanid requestuuid",
    "time": "timestamp time datetime date occurredat servertime errortime createdat at",
    "value": "value rejectedvalue invalidvalue input received actual given badvalue providedvalue attemptedvalue"
    " currentvalue providedinput actualvalue receivedvalue inputvalue valor wert valeur valore",
    "expected": "expected limit",
    "resource": "resource resourcetype resourcename entity entityname entitytype objectname",
    "count": "errorcount totalerrors errorscount",
    "severity": "severity level",
}
ROLES: Mapping[str, Role] = {_folded(name): role for role, names in _NAMES.items() for name in names.split()}
"""What a name tells, as far as it is always the same."""

LAST_WORDS: Mapping[str, Role] = {
    "message": "message", "msg": "message", "description": "message", "desc": "message", "detail": "message",
    "explanation": "message", "mensaje": "message", "mensagem": "message", "messaggio": "message",
    "meldung": "message", "summary": "message", "code": "code", "timestamp": "time", "field": "path",
    "pointer": "path", "parameter": "path", "param": "path",
}  # fmt: skip
"""What a longer name tells by its last word."""

ERRORS = _set("error err fehler erreur errore erro fout fejl feil fel blad chyba hata virhe ошибка помилка 错误 エラー")
"""What an error is called: that may be the message, a code, or what is around them."""

ENTRIES = ERRORS | _set(
    "errors violations details detail causes issues problems fielderrors fieldviolations validationerrors",
    "invalidparams invalidparameters validation messages suberrors failures faults errorlist errordetails",
    "validationmessages modelstate fieldmessages errormessages constraintviolations invalidfields mensajes",
    "errores erros errori erreurs mensagens messaggi fehlerliste meldungen fouten meldinger bledy hatalar ошибки",
)
"""What lists of errors are called, and objects that have them by field."""

LAST_ENTRIES = ERRORS | _set(
    "errors violations details detail causes issues problems fielderrors fieldviolations validationerrors",
    "invalidparams invalidparameters validation messages suberrors failures faults errorlist errordetails",
    "validationmessages modelstate fieldmessages errormessages constraintviolations invalidfields mensajes",
    "errores erros errori erreurs mensagens messaggi fehlerliste meldungen fouten meldinger bledy hatalar ошибки",
)
"""What lists of errors are called, and objects that have them by field."""

LAST_ENTRIES = frozenset(("errors", "violations", "problems", "failures", "faults", "issues"))
"""The last words of longer names of such lists."""

HELP = _set("links link help example examples docs documentation")
"""Members that are about something else."""

ASIDE = HELP | _set("data result results")
"""Members that are about something else, as long as something is told elsewhere."""

ENVELOPE: frozenset[Role] = frozenset(("id", "time", "address", "method"))
"""What stands beside an error, in members such as `meta`."""

AROUND = frozenset(["meta", "metadata", "context", "request", "trace"])

OF_REQUEST = frozenset(("request", "trace", "correlation", "transaction", "debug", "error", "incident", "tracking"))
GOOD, BAD = ("success", "ok", "valid", "successful", "succeeded"), ("error", "failed", "iserror", "fault", "failure")

_ABOUT = ERRORS | {"exception", "fault", "failure", "validation"}
"""What an error's own name adds to the names of its members."""

_OF_ANYTHING = frozenset(
    (word,) for word in _set("description desc descr text info summary details detail beschreibung descripcion opis")
)

_LETTER_RUNS = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


@lru_cache(maxsize=10_000)
def plain(name: str) -> str:
    """A name in small letters, without accents and anything that is no letter."""
    return "".join(_LETTER_RUNS.findall(_folded(name[:200]).lower()))


@lru_cache(maxsize=10_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in small letters, without accents."""
    return tuple(word.lower() for word in _WORDS.findall(_folded(name[:200])))


@lru_cache(maxsize=10_000)
def named(name: str) -> Role | None:
    """What a name tells, as a whole, without the word for an error in it, or by its last word."""
    known = ROLES.get(plain(name))
    if known is not None:
        return known
    words = words_of(name)
    if not words or words[-1] in ("uri", "url", "link", "href"):
        return None
    if words[-1] in ("id", "uuid") and OF_REQUEST.intersection(words):
        return "id"
    if len(words) < 2:
        return None
    rest = [word for word in words if word not in _ABOUT]
    known = ROLES.get("".join(rest)) if 0 < len(rest) < len(words) else None
    if rest == ["info"]:
        return None
    if known in ("message", "code", "status") or (known == "path" and words[-1] not in _ABOUT):
        return known
    return LAST_WORDS.get(words[-1])


def is_message(name: str) -> bool:
    """Whether a name is that of a message alone, and of nothing that any record may have."""
    return named(name) == "message" and words_of(name)[-1:] not in _OF_ANYTHING


def within(name: str) -> Role | None:
    """What an object of this name tells as a whole, if it does."""
    role = named(name)
    return role if role in ("message", "code", "status") else None


def is_error(name: str) -> bool:
    """Whether a name is the word for an error, as in `error` or `lastError`."""
    words = words_of(name)
    return plain(name) in ERRORS or bool(words and words[-1] in ERRORS)


@lru_cache(maxsize=10_000)
def is_entries(name: str) -> bool:
    """Whether a name is that of a list of errors."""
    return plain(name) in ENTRIES or not LAST_ENTRIES.isdisjoint(words_of(name)[-1:])


_END = re.compile(
    r"\b(of|for|that|which|describing|explaining|to|in|if|when|about|from|with|associated|and|or|as|is|de|del|des|du|"
    r"della|dell|di|do|da|von|der|für|pour|para|per|van|voor|on|indicating|identifying|returned|used)\b|[^\w\s/-]"
)
_NOUNS: Mapping[str, Role] = {
    "reason": "message", "details": "message", "information": "message", "summary": "message", "cause": "message",
    "string": "message", "identifier": "code", "number": "code",
}  # fmt: skip
_ARTICLES = _set("the a an this its le la el il der die das o")
_BEFORE = _set(
    "http status error errors unique machine readable numeric internal application api response result reason failure",
    "fault exception business specific short string text field parameter property attribute input invalid wrong",
    "failing failed offending affected json request",
)
"""What may stand before a code, a status or a path that is that of the error."""

_TELLING = frozenset(("message", "code", "status", "path", "id", "time"))
_PLAIN_WORDS = re.compile(r"human[- ]readable|user[- ]friendly|what (went|is|was) wrong|error text", re.IGNORECASE)
_OF_A_MEMBER = re.compile(
    r"\b(name|path|location|pointer)\b.{0,12}\b(of|to)\b.{0,24}\b(field|property|parameter|attribute|member|input)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def described(text: str) -> Role | None:
    """What a member tells by its title or description: the noun that its first phrase is about."""
    if _PLAIN_WORDS.search(text[:200]):
        return "message"
    if _OF_A_MEMBER.search(text[:100]):
        return "path"
    phrase = _folded(text[:200]).strip().lower()
    end = _END.search(phrase)
    words = [word for word in re.findall(r"[^\W_]+", phrase[: end.start()] if end else phrase) if word not in _ARTICLES]
    if not words or len(words) > 6:
        return None
    role = ROLES.get("".join(words[-2:])) or ROLES.get(words[-1]) or LAST_WORDS.get(words[-1])
    if role is None and ERRORS.intersection(words):
        role = _NOUNS.get(words[-1], "message" if words[-1] in ERRORS else None)
    if role in ("code", "status", "path") and not _BEFORE.issuperset(words[:-1]):
        return None
    return role if role in _TELLING else None
