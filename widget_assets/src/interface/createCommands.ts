import { IDENTITY_TOKEN_CHARACTERS } from "../protocol/frames.js";
import type { Composer } from "../widget/createComposer.js";
import type { LazyTalk } from "../widget/createLazyTalk.js";
import type { Tell } from "../widget/followNews.js";
import type { Kept } from "../widget/Kept.js";
import { areAttributes } from "./areAttributes.js";
import { areTexts } from "./areTexts.js";
import { createIntroduction } from "./createIntroduction.js";
import { problemOf } from "./problemOf.js";
import type { CommandName, Consent, EventType } from "./Tresen.js";

export type CommandsModule = { readonly createCommands: typeof createCommands };

/** What the panel lends to the page's calls. */
export type Controls = {
  readonly host: HTMLElement;
  readonly kept: Kept;
  readonly lazy: Pick<LazyTalk, "visitor" | "ready" | "resume">;
  readonly composer: Pick<Composer, "fill">;
  readonly tell: Tell;
  /** When the widget leaves the page. */
  readonly ended: AbortSignal;
  open(): void;
  endConversation(): Promise<void>;
  /** Fills the contact form as far as it is there. */
  prefill(fields: Readonly<Record<string, string>>): void;
  /** Forgets the visitor in this browser. Gives false where what that takes could not be loaded. */
  reset(): Promise<boolean>;
  /** Tells analysis and error reports, as far as they are there. */
  setConsent(answer: Consent): void;
};

/** Does a call, or gives false where it can not take the values. */
// biome-ignore lint/suspicious/noExplicitAny: a page's script may give anything, each call looks for itself
type Command = (...values: any[]) => unknown;

const TYPES = [
  ...["availability", "opened", "closed", "unread", "message", "conversation", "contact"],
  ...["identified", "consent", "destroyed"],
];

const LISTENING = `one of ${TYPES.join(", ")}, and a function`;

/** What to give. For what is missing here nothing can be wrong. */
const EXPECTED: Readonly<Partial<Record<CommandName, string>>> = {
  open: '"chat" or "form"',
  setTheme: '"auto", "light" or "dark"',
  setLocale: 'a language such as "de"',
  setGroup: "the name of one of the site's groups",
  identify: "a JWT that the site's own server has signed",
  setAttributes: "an object of at most 20 strings of at most 200 characters, with names such as order_number",
  prefill: "an object of strings, such as { message, email }",
  consent: '"granted" or "denied"',
  on: LISTENING,
  once: LISTENING,
  off: LISTENING,
};

/** Their values may say who somebody is, or what was written. */
const PRIVATE = ["identify", "setAttributes", "prefill"];

/**
 * Does what a page calls as far as it takes more than the panel. A call that is wrong does nothing but tell the page's
 * developer in the console what to do: nothing is thrown into the page.
 */
export function createCommands(controls: Controls): (name: string, values: readonly unknown[]) => void {
  const { host, kept, lazy, composer, tell, ended } = controls;
  const introduce = createIntroduction(kept.held, tell, () => lazy.visitor);

  const listen = (once: boolean) => (type: EventType, listener: EventListener) =>
    isListening(type, listener) && host.addEventListener(`tresen:${type}`, listener, { once, signal: ended });

  async function end() {
    const state = lazy.visitor?.talk.view.conversation?.state;
    if (state === "waiting" || state === "taken") await controls.endConversation();
  }

  const commands: Readonly<Partial<Record<CommandName, Command>>> = {
    on: listen(false),
    once: listen(true),
    off: (type: EventType, listener: EventListener) =>
      isListening(type, listener) && host.removeEventListener(`tresen:${type}`, listener),
    identify: (token: unknown) => isToken(token) && introduce({ token }),
    setAttributes: (attributes) => areAttributes(attributes) && introduce({ attributes }),
    prefill(given: unknown) {
      if (!areTexts(given)) return false;
      const { message = "", ...fields } = given;
      composer.fill(message);
      kept.fields = { ...kept.fields, ...fields };
      controls.prefill(fields);
    },
    consent(answer: Consent) {
      if (answer !== "granted" && answer !== "denied") return false;
      host.dataset.consent = answer;
      tell("consent", { answer });
      controls.setConsent(answer);
    },
    async endConversation() {
      if (!lazy.visitor) await lazy.resume();
      if (lazy.ready) await end();
      else host.addEventListener("tresen:conversation", end, { once: true, signal: ended });
    },
    async reset() {
      if (await controls.reset()) return;
      // Who has signed out must not be found here by the next one.
      addEventListener("online", () => void controls.reset(), { once: true, signal: ended });
    },
    open() {
      controls.open();
      return false;
    },
  };

  return (name, values) => {
    const command = commands[name as CommandName];
    const expected = EXPECTED[name as CommandName];
    // What the panel does by itself comes here only where a value is wrong. To look at a value may throw.
    try {
      if (command && command(...values) !== false) return;
    } catch {}
    if (!expected) return warn(name, "there is no such call");
    warn(name, problemOf(expected, values[0], PRIVATE.includes(name)));
  };
}

const isListening = (type: unknown, listener: unknown) =>
  TYPES.includes(type as string) && typeof listener === "function";

const isToken = (token: unknown): token is string =>
  typeof token === "string" &&
  token.length <= IDENTITY_TOKEN_CHARACTERS &&
  /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);

const warn = (name: string, problem: string) => console.warn(`tresen.${name}: ${problem}`);
