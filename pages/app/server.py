"""What the web server adds to Streamlit: health, zone shapes, a French document and security headers. No screen."""

import gc
import logging
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from analytics.charts import Colour
from analytics.figures import counts, zones_compared
from analytics.statistics import spatial
from analytics.text import fr
from analytics.text.markdown import literal
from data import commune
from data.commune import Commune
from data.errors import QuietudeError
from data.warehouse import publish, snapshot
from pages.app import guard
from pages.app.session import Session, journal_of
from pages.app.widgets import atlas, form

log = logging.getLogger("quietude")

# The fingerprint of the content ends the name, so a shape never changes under its name and no cache has to ask again.
SHAPES_NAME = re.compile(r"[a-z]+-[0-9a-f]{8,64}")
SHAPES_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}

STREAMLIT_INDEX = Path(file_util.get_static_dir()) / "index.html"
STREAMLIT_ETAG = FileResponse(STREAMLIT_INDEX, stat_result=os.stat(STREAMLIT_INDEX)).headers["etag"]

STATIC = Path(__file__).parent / "static"


def _dated(name: str) -> str:
    """Address of a static file, whose date ends the browsers' copy of an older one."""
    return f"./app/static/{name}?{os.stat(STATIC / name).st_mtime_ns}"


# The stylesheets name colours as Python does: ``Colour.WIDGET_BORDER`` is ``var(--widget-border)``.
COLOURS = "".join(f"--{name.lower().replace('_', '-')}:{colour};" for name, colour in Colour.__members__.items())
OURS = "".join(
    (
        f"<style>:root{{{COLOURS}}}</style>",
        *(f'<script src="{_dated(name)}" defer></script>' for name in ("francais.js", "projection.js")),
        f'<link rel="stylesheet" href="{_dated("quietude.css")}">',
    )
)
# Asked for at once, so that the map does not wait for one file to name the next.
ATLAS = "".join(
    f'<link rel="{"stylesheet" if name.endswith(".css") else "modulepreload"}" href="./atlas/{atlas.VERSION}/{name}">'
    for name in atlas.FILES
)
# What we replace in Streamlit's document, each found exactly once. Its inline script serves search engines only: with
# ours in its place, which runs first and comes from a file, the policy below forbids every inline script.
FRENCH_PARTS = {
    r'<html lang="en">': '<html lang="fr">',
    r"<title>.*?</title>": "<title>Quiétude</title>",
    r"<script>.*?</script>": OURS + ATLAS,
    r"<noscript>.*?</noscript>": "<noscript>Activez JavaScript, puis rechargez la page.</noscript>",
}

SECURITY_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@asynccontextmanager
async def warm_up(_app: object) -> AsyncIterator[None]:
    """Do what the first reader would wait for, before the server answers.

    Seconds of work on five million facts: beside the first reader's own loading, it would make that reader wait for
    both.
    """
    # What is imported and counted here stays for good: collections of garbage would go through it, 0.3 s of this start
    # and 55 ms of a reader's time.
    gc.disable()
    import_module("pages.app.registry")
    form.call_every_callback()
    try:
        settings = commune.read(commune.home())
        publish.bring_up_to_date(settings)
        _answer_first_questions(settings)
    except QuietudeError as refusal:  # No commune, faulty settings, no or damaged data: each screen says so.
        log.warning("%s %s", type(refusal).__name__, refusal.details)
    except Exception:  # A defect: the screens that meet it stop, and say so; the others do not.
        log.exception("not ready before the first reader")
    gc.freeze()
    gc.enable()
    yield


def _answer_first_questions(settings: Commune) -> None:
    """Count every indicator at every level for the scope that the guard gives, and open the journal.

    Find which zones touch each other too, where a level has enough of them to look for hot spots.
    """
    first = Session(guard.SCOPE, settings)
    for one in first.ask(counts.available_indicators):
        first.ask(counts.available_levels, one.slug)
    for level in first.release.levels():
        if len(first.release.zones(level)) >= spatial.ENOUGH_ZONES:
            first.ask(zones_compared.adjacency, level)
    journal_of(settings.home)


def explain(error: Exception) -> bool:
    """Say in French why a screen stopped: a refusal's reason, or that the defect is ours; the log has the rest."""
    log.error("a screen stopped", exc_info=error)
    st.error(literal(str(error)) if isinstance(error, QuietudeError) else fr.DEFECT)
    return True


def health(_request: Request) -> Response:
    """Tell that the server answers."""
    return JSONResponse({"etat": "ok"})


def shapes(request: Request) -> Response:
    """Serve the shapes of one level, which came with a version."""
    name = request.path_params["name"]
    compressed = "gzip" in request.headers.get("accept-encoding", "")
    file = f"geo/{name}.json.gz" if compressed else f"geo/{name}.json"
    content = snapshot.content(commune.home(), file) if SHAPES_NAME.fullmatch(name) else None
    if content is None:
        raise HTTPException(404)
    headers = SHAPES_HEADERS | ({"Content-Encoding": "gzip"} if compressed else {})
    return Response(content, headers=headers, media_type="application/json")


def atlas_file(request: Request) -> Response:
    """Serve one file of the atlas under the name that its content gives to all of them."""
    version, name = request.path_params["version"], request.path_params["name"]
    if version != atlas.VERSION or name not in atlas.FILES:
        raise HTTPException(404)
    return FileResponse(atlas.FILES[name], headers=SHAPES_HEADERS)


def plotly_script(_request: Request) -> Response:
    """Serve the plotting library."""
    from analytics.charts.figure import LIBRARY  # Plotly is long to import: not before the server listens.

    return FileResponse(LIBRARY, headers={"Cache-Control": "public, max-age=86400"}, media_type="text/javascript")


def french_document() -> str:
    """Streamlit's document with our language, title and script.

    Raises
    ------
    RuntimeError : Streamlit's document no longer has one of the parts that we replace.
    """
    document = STREAMLIT_INDEX.read_text(encoding="utf-8")
    for pattern, french in FRENCH_PARTS.items():
        document, n_replaced = re.subn(pattern, french, document, flags=re.DOTALL)
        if n_replaced != 1:
            raise RuntimeError(f"{pattern!r} found {n_replaced} times in {STREAMLIT_INDEX}")
    return document


class FrenchDocument:
    """Answer with the French document wherever Streamlit, at whatever address, answers with its own.

    The ETag tells which answers these are; theirs is dropped unread, so neither its length nor its compression matters.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.document = french_document()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_replaced = False

        async def send_french(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start":
                is_replaced = Headers(raw=message["headers"]).get("etag") == STREAMLIT_ETAG
                if is_replaced:
                    await HTMLResponse(self.document, headers={"Cache-Control": "no-cache"})(scope, receive, send)
            if not is_replaced:
                await send(message)

        await self.app(scope, receive, send_french)


def content_policy() -> str:
    """What a screen may load: from here alone, but for the images of a base map that the commune asked for."""
    try:
        base_map = commune.read(commune.home()).base_map
    except QuietudeError:
        base_map = None  # No commune, or faulty settings: each screen says so, and has no map.
    return "; ".join(
        (
            "default-src 'self'",
            # Streamlit runs a component's few lines from a blob; ours only import a file of pages/app/static/.
            "script-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:" + (f" {base_map.origin}" if base_map else ""),
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Add the security headers, as they are when the server starts, to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = SECURITY_HEADERS | {"Content-Security-Policy": content_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_secured)


ROUTES = [
    Route("/sante", health),
    Route("/geo/{name}", shapes),
    Route("/atlas/{version}/{name}", atlas_file),
    Route("/plotly.js", plotly_script),
    # The first screen has no name of its own in Streamlit: its name leads there.
    Route("/accueil", lambda request: RedirectResponse(f"/?{request.query_params}")),
]
MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(FrenchDocument)]
