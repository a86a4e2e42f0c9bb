import type { EventDetails, EventType } from "../interface/Tresen.js";
import type { ConversationState } from "../protocol/frames.js";
import type { LazyTalk } from "./createLazyTalk.js";

/** What page and visitor have been told of the conversation. */
export type News = {
  state: ConversationState | "none";
  /** Of the agents' messages that the visitor has not seen. */
  unread: number;
  /** Up to which message: told to the page, seen by the visitor. Absent until the conversation is known. */
  told?: number;
  seen: number;
};

/** Tells the page something, see `EventDetails`. */
export type Tell = <Type extends EventType>(type: Type, detail: EventDetails[Type]) => void;

/**
 * Tells the page what has happened in the conversation, and counts what the visitor has not seen. What was there before
 * is no news.
 *
 * @param isShown whether the conversation is before the visitor's eyes
 */
export function followNews(
  news: News,
  { ready, shown: { view } }: Pick<LazyTalk, "ready" | "shown">,
  isShown: boolean,
  tell: Tell,
): void {
  if (!ready) return;
  const messages = view.entries.filter(({ kind }) => kind === "message");
  const newest = messages.at(-1)?.seq ?? 0;
  if (news.told === undefined) news.seen = newest;
  const before = news.told ?? newest;
  // A new conversation counts anew.
  const told = before > newest ? 0 : before;
  news.told = newest;
  // What is seen in another tab is seen.
  news.seen = isShown ? newest : Math.max(Math.min(news.seen, newest), view.marks.visitor.seen);
  for (const { author, seq } of messages) if (seq > told) tell("message", { author, seq });
  const { unread, state } = news;
  news.unread = messages.filter(({ author, seq }) => author === "agent" && seq > news.seen).length;
  news.state = view.conversation?.state ?? "none";
  if (unread !== news.unread) tell("unread", { unread: news.unread });
  if (state !== news.state) tell("conversation", { state: news.state });
}
