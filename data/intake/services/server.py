"""A server called in a bounded way: a few attempts, each with an end, and no other host than those named.

Nothing calls a server unless the user typed a command that does.
"""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from data.errors import ServiceError

_ATTEMPTS, _PAUSE = 3, 1.0
"""Of one request; seconds before the second attempt, twice as many before the third."""
_TIMEOUT = 20.0
"""Seconds without a byte."""
_CHUNK = 1 << 16
_NAME = "Quietude"

_Read = TypeVar("_Read")


class OtherAnswerError(ValueError):
    """An answer that is not what was requested, though it can be read: asking again would give the same."""


class TornAnswerError(ValueError):
    """An answer that stops before its end, or does not follow what came before."""


def ask(
    address: str,
    read: Callable[[http.client.HTTPResponse], _Read],
    *,
    service: str,
    expected: str,
    advice: str,
    hosts: Collection[str] = (),
    headers: Callable[[], Mapping[str, str]] = dict,
) -> _Read:
    """Ask a server for something, again when the answer is torn or the server busy.

    Parameters
    ----------
    read : takes what is needed of an answer, which may be 304 or 416 where the headers ask for that; raises
        ``OtherAnswerError`` where it holds something else, and any other ``ValueError`` or ``OSError`` where it may be
        better the next time.
    service : what the server is called in a refusal, without a key that the address may hold.
    expected, advice : French; what the answer should be, and what to do when it is refused.
    hosts : to which the address may send on, besides its own.
    headers : computed anew before each attempt.

    Raises
    ------
    ServiceError : the server does not answer, sends elsewhere, refuses or answers something else.
    """
    opener = urllib.request.build_opener(_KnownHosts({urlsplit(address).hostname, *hosts}), _Resumed())
    for attempt in range(1, _ATTEMPTS + 1):
        request = urllib.request.Request(address, headers={"User-Agent": _NAME, **headers()})
        try:
            with opener.open(request, timeout=_TIMEOUT) as answer:
                return read(answer)
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            if attempt == _ATTEMPTS or _is_final(error):
                problem = _problem(error, expected)
                raise ServiceError(
                    service=service, problem=problem, advice=advice, details=type(error).__name__
                ) from error
            time.sleep(_PAUSE * attempt)
    raise AssertionError("the last attempt returns or raises")


def chunks(answer: http.client.HTTPResponse, *, deadline: float, largest: int) -> Iterator[bytes]:
    """The bytes of an answer.

    Parameters
    ----------
    deadline : seconds that it may take.
    largest : bytes that it may have.

    Raises
    ------
    TimeoutError, OtherAnswerError
    """
    start, n_bytes = time.monotonic(), 0
    while chunk := answer.read1(_CHUNK):
        n_bytes += len(chunk)
        if n_bytes > largest:
            raise OtherAnswerError
        if time.monotonic() - start > deadline:
            raise TimeoutError
        yield chunk


class _KnownHosts(urllib.request.HTTPRedirectHandler):
    """Follows no redirection to a host that was not named, nor out of encryption: what is typed may hold a key."""

    def __init__(self, hosts: Collection[str | None]) -> None:
        self._hosts = hosts

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The request to follow, of a known host alone."""
        followed = urlsplit(newurl)
        if followed.hostname not in self._hosts or followed.scheme not in ("https", req.type):
            raise urllib.error.HTTPError(req.full_url, code, "another host", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Resumed(urllib.request.BaseHandler):
    """Lets through what answers to a request for the rest of a file, or for a file that may have changed."""

    def http_error_304(
        self, req: urllib.request.Request, fp: http.client.HTTPResponse, code: int, msg: str, headers: Any
    ) -> http.client.HTTPResponse:
        """Not modified."""
        return fp

    http_error_416 = http_error_304


def _is_final(error: Exception) -> bool:
    """Whether asking again would give the same."""
    of_status = isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429
    return of_status or isinstance(error, OtherAnswerError)


def _problem(error: Exception, expected: str) -> str:
    if isinstance(error, urllib.error.HTTPError) and 300 <= error.code < 400:
        return "renvoie ailleurs"
    if isinstance(error, urllib.error.HTTPError):
        return f"refuse de répondre (code {error.code})"
    if isinstance(error, OSError | http.client.HTTPException):
        return "ne répond pas"
    if isinstance(error, TornAnswerError):
        return "s’interrompt avant la fin"
    return f"répond autre chose que {expected}"
