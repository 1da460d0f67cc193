"""How long a provider is waited for, and how much it may say: one slow answer must not hold the school's pages."""

import time
from io import BytesIO
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from requests import PreparedRequest, ReadTimeout, RequestException, Response
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

PATIENCE = 5.0  # seconds for a whole answer, from the name's address to the last byte
LARGEST_ANSWER = 256 * 1024  # bytes
_PIECE = 16 * 1024


class Impatient(HTTPAdapter):
    """Has the whole answer in time, or raises; a time limit of the network's own holds only from one piece to the next."""

    def send(self, request: PreparedRequest, *arguments: Any, **more: Any) -> Response:
        """Whoever asks waits here; the thread that is left behind ends with its piece."""
        until, told = time.monotonic() + PATIENCE, SimpleQueue[Response | Exception]()
        more["stream"] = True

        def ask() -> None:
            try:
                told.put(_whole(HTTPAdapter.send(self, request, *arguments, **more), until))
            except Exception as error:  # noqa: BLE001  – raised again where it is waited for
                told.put(error)

        Thread(target=ask, daemon=True).start()
        try:
            answer = told.get(timeout=PATIENCE)
        except Empty:
            raise ReadTimeout(request=request) from None
        if isinstance(answer, Exception):
            raise answer
        return answer


def _whole(answer: Response, until: float) -> Response:
    """The answer with its body read, piece by piece: what has come is looked at before more is waited for."""
    body = bytearray()
    try:
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise RequestException("too large", request=answer.request)
            if time.monotonic() > until:
                raise ReadTimeout(request=answer.request)
    except (HTTPError, OSError) as error:
        raise error if isinstance(error, RequestException) else RequestException(request=answer.request) from error
    finally:
        answer.raw.close()
    answer.raw = BytesIO(bytes(body))
    return answer
