import type { Ask, Refused } from "../chat/createConnection.js";
import type { VisitorTalk } from "../widget/createVisitorTalk.js";
import type { Tell } from "../widget/followNews.js";
import type { HeldKey } from "../widget/View.js";

type Introducing = Extract<Ask, { type: "identify" | "set_attributes" }>;

/**
 * Tells the agents what the page says of the visitor, as soon as there is an open conversation: once in each log, there it
 * stands. What became of a token is told to the page. Nothing of it is stored.
 *
 * @param visitor the talk, as far as it is there
 */
export function createIntroduction(
  held: HeldKey,
  tell: Tell,
  visitor: () => VisitorTalk | undefined,
): (what: Pick<HeldKey, "token" | "attributes">) => void {
  /** Of each kind what was told last, and in which log. */
  const told = new Map<string, string>();

  async function tellOnce({ talk, request }: VisitorTalk, ask: Introducing) {
    const { conversation } = talk.view;
    if (!conversation || conversation.state === "closed") return;
    const words = `${conversation.started_at}${JSON.stringify(ask)}`;
    if (told.get(ask.type) === words) return;
    told.set(ask.type, words);
    try {
      await request(ask);
      if (ask.type === "identify") tell("identified", { accepted: true });
    } catch (error) {
      const { code = "not_open" } = error as Partial<Refused>;
      // It goes with the next conversation, or the next connection.
      if (code === "not_open") told.delete(ask.type);
      else if (ask.type === "identify") {
        if (held.token === ask.token) held.token = undefined;
        tell("identified", { accepted: false, code });
      }
    }
  }

  function introduce(to: VisitorTalk) {
    const { token, attributes } = held;
    if (token) void tellOnce(to, { type: "identify", token });
    if (attributes) void tellOnce(to, { type: "set_attributes", attributes });
  }

  held.introduce = introduce;
  return (what) => {
    Object.assign(held, what);
    const to = visitor();
    if (to) introduce(to);
  };
}
