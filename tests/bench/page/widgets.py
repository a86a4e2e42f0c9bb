"""The chats that are compared: what is taken from npm, how a page embeds it, and when its panel is open.

Each is embedded as its own documentation says, with a server of its own behind it that answers with as little as it
takes to show the launcher. What a vendor only hosts, and does not publish, can not be compared.
"""

from dataclasses import dataclass
from typing import Final

TRESEN: Final = "Tresen"


@dataclass(frozen=True, kw_only=True)
class Widget:
    """``snippet`` stands at the end of the page's body, with ``$origin`` for its server. The others are JavaScript.

    ``package`` is unpacked as it is; a library that pages have to build is installed with what it ``needs``, and
    ``source`` is what a shop would write for it. Each with its version. ``ready`` tells whether the launcher is there,
    ``shown`` whether the panel is, after ``open``; without one there is no launcher, and the panel is there at once.
    """

    name: str
    package: str = ""
    needs: tuple[str, ...] = ()
    source: str = ""
    snippet: str = ""
    ready: str = "() => true"
    open: str = ""
    shown: str = "() => true"


_OURS = "document.querySelector('tresen-widget')?.shadowRoot"
_FRAME = "document.querySelector('.rocketchat-widget iframe')"

WIDGETS: Final = (
    Widget(name="nothing"),
    Widget(
        name=TRESEN,
        snippet='<script async src="$origin/loader.js"></script>',
        ready=f"() => !!{_OURS}?.querySelector('button')",
        open=f"() => {_OURS}.querySelector('button').click()",
        shown=f"() => {_OURS}.querySelector('.panel')?.getBoundingClientRect().height > 200",
    ),
    Widget(
        name="Rocket.Chat",
        package="@rocket.chat/livechat@1.13.3",
        snippet="""<script>
(function (w, d, s, u) {
  w.RocketChat = function (c) { w.RocketChat._.push(c) }; w.RocketChat._ = []; w.RocketChat.url = u;
  var h = d.getElementsByTagName(s)[0], j = d.createElement(s);
  j.async = true; j.src = "$origin/livechat/rocketchat-livechat.min.js";
  h.parentNode.insertBefore(j, h);
})(window, document, "script", "$origin/livechat");
</script>""",
        ready=f"() => !!{_FRAME}?.contentDocument?.querySelector('button') || {_FRAME}?.clientHeight > 20",
        open="() => RocketChat(function () { this.maximizeWidget() })",
        shown=f"() => {_FRAME}.clientHeight > 200",
    ),
    Widget(
        name="Papercups",
        package="@papercups-io/chat-widget@1.3.1",
        needs=("react@17.0.2", "react-dom@17.0.2"),
        source="""import React from "react";
import ReactDOM from "react-dom";
import { ChatWidget } from "@papercups-io/chat-widget";
const root = document.body.appendChild(document.createElement("div"));
const token = "00000000-0000-4000-8000-000000000000";
const baseUrl = new URL(import.meta.url).origin;
const widget = React.createElement(ChatWidget, { token, baseUrl, iframeUrlOverride: `${baseUrl}/window` });
ReactDOM.render(widget, root);
""",
        snippet='<script type="module" src="$origin/app.js"></script>',
        ready="() => !!document.querySelector('.Papercups-toggleButton')",
        open="() => document.querySelector('.Papercups-toggleButton').click()",
        shown="() => document.querySelector('.Papercups-chatWindowContainer')?.clientHeight > 200",
    ),
    Widget(
        name="n8n",
        package="@n8n/chat@1.37.0",
        snippet="""<link rel="stylesheet" href="$origin/dist/style.css">
<script type="module">
import { createChat } from "$origin/dist/chat.bundle.es.js";
createChat({ webhookUrl: "$origin/webhook" });
</script>""",
        ready="() => !!document.querySelector('.chat-window-toggle')",
        open="() => document.querySelector('.chat-window-toggle').click()",
        shown="() => document.querySelector('.chat-window')?.clientHeight > 200",
    ),
    Widget(
        name="deep-chat",
        package="deep-chat@2.4.2",
        snippet="""<script type="module" src="$origin/dist/deepChat.bundle.js"></script>
<deep-chat connect='{"url": "$origin/chat"}'></deep-chat>""",
        ready="() => !!document.querySelector('deep-chat').shadowRoot?.querySelector('#text-input')",
    ),
    Widget(
        name="Botpress",
        package="@botpress/webchat@4.5.2",
        needs=("react@19.2.0", "react-dom@19.2.0"),
        source="""import { createElement, Fragment, useState } from "react";
import { createRoot } from "react-dom/client";
import { Fab, Webchat } from "@botpress/webchat";
import "./node_modules/@botpress/webchat/dist/style.css";
const place = { position: "fixed", right: "20px" };
function App() {
  const [isOpen, setIsOpen] = useState(false);
  const display = isOpen ? "flex" : "none";
  const style = { ...place, width: "400px", height: "600px", bottom: "90px", display };
  return createElement(Fragment, null,
    createElement(Webchat, { clientId: "00000000-0000-4000-8000-000000000000", style }),
    createElement(Fab, { onClick: () => setIsOpen(!isOpen), style: { ...place, width: "64px", bottom: "20px" } }));
}
createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(App));
""",
        snippet='<link rel="stylesheet" href="$origin/app.css"><script type="module" src="$origin/app.js"></script>',
        ready="() => !!document.querySelector('.bpFabContainer')",
        open="() => document.querySelector('.bpFabContainer').click()",
        shown="() => document.querySelector('.bpContainer')?.clientHeight > 200",
    ),
)
