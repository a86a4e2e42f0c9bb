#!/usr/bin/env python
"""A Firefox release as Playwright expects it: started in its place, between the two on their socket (WebDriver BiDi).

Playwright asks each context for a colour scheme by `emulation.setMediaFeaturesOverride`, which Firefox 153 ESR does not
know yet. What Firefox answers with "unknown command" is done here by the preference that does the same for the whole
browser: tests that want both schemes at once need two browsers.
"""

import asyncio
import json
import os
import re
import signal
import sys
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web

LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
EMULATE = "emulation.setMediaFeaturesOverride"
SCHEMES = {"dark": 0, "light": 1}
BROWSERS_OWN = 2
OWN_IDS = 10**12
"""Playwright counts its commands from 1."""

LONGEST_LINE = 2**26
"""Of what Firefox says, scripts and data addresses of pages among it: a longer one would end the shim."""

SET_SCHEME = "scheme => Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', scheme)"


class Shim:
    """One connection of Playwright, handed on to Firefox's own."""

    def __init__(self, of_playwright: web.WebSocketResponse, of_firefox: ClientWebSocketResponse) -> None:
        self._playwright = of_playwright
        self._firefox = of_firefox
        self._asked: dict[int, dict[str, Any]] = {}
        self._own: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._emulating: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        ways = {asyncio.create_task(self._to_firefox()), asyncio.create_task(self._to_playwright())}
        _, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in pending:
            way.cancel()

    async def _to_firefox(self) -> None:
        async for message in self._playwright:
            if message.type is not WSMsgType.TEXT:
                return
            if EMULATE in message.data:
                command = json.loads(message.data)
                self._asked[command["id"]] = command["params"]["features"]
            await self._firefox.send_str(message.data)

    async def _to_playwright(self) -> None:
        async for message in self._firefox:
            if message.type is not WSMsgType.TEXT:
                return
            answer = json.loads(message.data) if self._asked or self._own else {}
            number: int = answer.get("id", 0)
            if number in self._own:
                self._own.pop(number).set_result(answer)
                continue
            features = self._asked.pop(number, None)
            if features is not None and answer.get("error") == "unknown command":
                task = asyncio.create_task(self._emulate(number, features))
                self._emulating.add(task)
                task.add_done_callback(self._emulating.discard)
                continue
            await self._playwright.send_str(message.data)

    async def _emulate(self, number: int, features: dict[str, Any]) -> None:
        tree = await self._ask("browsingContext.getTree", {"moz:scope": "chrome", "maxDepth": 0})
        scheme = SCHEMES.get(features.get("prefers-color-scheme") or "", BROWSERS_OWN)
        answer = await self._ask(
            "script.callFunction",
            {
                "functionDeclaration": SET_SCHEME,
                "arguments": [{"type": "number", "value": scheme}],
                "target": {"context": tree["result"]["contexts"][0]["context"]},
                "awaitPromise": False,
            },
        )
        if answer["type"] == "success" and answer["result"]["type"] == "success":
            answer = {"type": "success", "result": {}}
        else:
            answer = {"type": "error", "error": "unknown error", "message": json.dumps(answer)}
        await self._playwright.send_str(json.dumps({**answer, "id": number}))

    async def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        number = OWN_IDS + len(self._own)
        while number in self._own:
            number += 1
        answer = self._own[number] = asyncio.get_running_loop().create_future()
        await self._firefox.send_str(json.dumps({"id": number, "method": method, "params": params}))
        answered: dict[str, Any] = await answer
        return answered


async def listen(address: str) -> int:
    """The port of ours that stands for Firefox's address."""

    async def connect(request: web.Request) -> web.WebSocketResponse:
        of_playwright = web.WebSocketResponse(max_msg_size=0)
        await of_playwright.prepare(request)
        async with ClientSession() as session, session.ws_connect(address + request.path, max_msg_size=0) as of_firefox:
            await Shim(of_playwright, of_firefox).run()
        return of_playwright

    app = web.Application()
    app.router.add_get("/session", connect)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port: int = runner.addresses[0][1]
    return port


async def main() -> int:
    firefox = await asyncio.create_subprocess_exec(
        os.environ["FIREFOX"],
        "--remote-allow-system-access",
        *sys.argv[1:],
        stderr=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, firefox.terminate)
    if firefox.stderr is None:
        raise RuntimeError("expected a pipe for what Firefox says")
    async for line in firefox.stderr:
        said = line
        if found := LISTENING.search(line):
            port = await listen(found.group(1).decode())
            said = f"WebDriver BiDi listening on ws://127.0.0.1:{port}\n".encode()
        sys.stderr.buffer.write(said)
        sys.stderr.buffer.flush()
    return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
