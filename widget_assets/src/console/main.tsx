import { render } from "preact";
import { createLastingConnection } from "../chat/createLastingConnection.js";
import { TOKEN_PREFIX } from "../protocol/frames.js";
import { createApi } from "./api/createApi.js";
import { App } from "./components/App.js";
import { NotConfigured } from "./components/NotConfigured.js";
import { WordsProvider } from "./components/useWords.js";
import type { DeskOptions } from "./desk/createDesk.js";
import { takeHash } from "./desk/takeHash.js";
import { reportErrors } from "./reportErrors.js";
import { createSignIn, type SignIn } from "./sign_in/createSignIn.js";
import { loadConfig } from "./sign_in/loadConfig.js";
import { createLanguage } from "./words/createLanguage.js";

function connectWith(signIn: SignIn): DeskOptions["connect"] {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return (handlers) =>
    createLastingConnection({
      ...handlers,
      url: `${scheme}://${location.host}/ws`,
      credential: async (spent) => TOKEN_PREFIX + (await signIn.accessToken(spent)),
      renewsIn: signIn.renewsIn,
    });
}

async function page() {
  try {
    takeHash();
    const config = await loadConfig();
    const signIn = createSignIn(config, (url) => location.assign(url));
    void signIn.start();
    return (
      <App
        signIn={signIn}
        connect={connectWith(signIn)}
        api={createApi(signIn)}
        groups={config.inbox ?? {}}
      />
    );
  } catch (error) {
    report(error);
    return <NotConfigured />;
  }
}

const report = reportErrors(import.meta.url);
const root = document.getElementById("console");
const language = createLanguage();
if (root) render(<WordsProvider value={language}>{await page()}</WordsProvider>, root);
