// Generated from lambdas/protocol by `python -m widget_assets.generate`. Do not edit.

/**
 * Show the conversation on this connection and deliver to it from now on.
 *
 * The answer is ``opened``: the entries after ``cursor``, or the newest page when that is none or too far back.
 * A supervisor reads another agent's conversation only by saying ``observe``, of which both parties are told;
 * without it the answer is ``taken``.
 */
export type Open = {
  readonly type: "open";
  readonly command_id: string;
  readonly conversation_id?: string | null;
  readonly cursor?: number;
  readonly observe?: boolean;
};

/**
 * A visitor begins a conversation, or goes on with a closed one. The answer is ``opened``.
 */
export type Start = {
  readonly type: "start";
  readonly command_id: string;
  readonly locale: string;
  readonly group?: string | null;
};

/**
 * A visitor shows who it is to the site: a token that the site's own server has signed, see ``docs/identify.md``.
 *
 * The answer is ``opened``. An ``identified`` entry is added if it says something else than the last one.
 */
export type Identify = {
  readonly type: "identify";
  readonly command_id: string;
  readonly token: string;
};

/**
 * What the page tells agents of the visit, in place of all that it told before. Nobody has checked it.
 *
 * The answer is ``opened``. A ``described`` entry is added if they are other than the last ones. Names and values
 * together are at most ``ATTRIBUTES_BYTES`` of UTF-8.
 */
export type SetAttributes = {
  readonly type: "set_attributes";
  readonly command_id: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/**
 * Say something: one message, or all that was written while the frame before was under way, in that order.
 *
 * The answer is ``messages_acknowledged``. ``cursor`` is the newest ``seq`` that the sender had seen when it first
 * sent the first of them; a resend repeats it together with the same ``client_message_id``. It also says that the
 * sender has seen all up to there.
 */
export type SendMessages = {
  readonly type: "send_messages";
  readonly command_id: string;
  readonly conversation_id?: string | null;
  readonly cursor: number;
  readonly messages: readonly (NewMessage)[];
};

/**
 * One message on its way to the log.
 */
export type NewMessage = {
  readonly client_message_id: string;
  readonly text: string;
};

/**
 * Tell the other side that something is being typed, and what has been seen until then. There is no answer.
 */
export type AnnounceTyping = {
  readonly type: "announce_typing";
  readonly command_id: string;
  readonly conversation_id?: string | null;
  readonly seen?: number;
};

/**
 * Tell the other side how far one has got. There is no answer.
 *
 * Sent once for a turn of the other side's, and only when neither typing nor an answer says it anyway.
 */
export type MarkEntries = {
  readonly type: "mark_entries";
  readonly command_id: string;
  readonly conversation_id?: string | null;
  readonly delivered: number;
  readonly seen: number;
};

/**
 * The page of entries before ``before``. The answer is ``history_read``.
 */
export type ReadHistory = {
  readonly type: "read_history";
  readonly command_id: string;
  readonly conversation_id?: string | null;
  readonly before: number;
};

/**
 * An agent takes a waiting conversation; a supervisor may also take over. The answer is ``opened``.
 */
export type Take = {
  readonly type: "take";
  readonly command_id: string;
  readonly conversation_id?: string | null;
};

/**
 * End the conversation. The answer is ``opened``.
 */
export type Close = {
  readonly type: "close";
  readonly command_id: string;
  readonly conversation_id?: string | null;
};

/**
 * An agent goes on with a closed conversation that was the agent's own. The answer is ``opened``.
 */
export type Reopen = {
  readonly type: "reopen";
  readonly command_id: string;
  readonly conversation_id?: string | null;
};

/**
 * An agent's lists, kept up to date on this connection from now on. The answer is ``conversations_listed``.
 */
export type ListConversations = {
  readonly type: "list_conversations";
  readonly command_id: string;
};

/**
 * An agent says that it is there, for ``LEASE_SECONDS`` from now. The answer is ``presence_renewed``.
 */
export type RenewPresence = {
  readonly type: "renew_presence";
  readonly command_id: string;
  readonly presence: Presence;
};

/**
 * What an agent says of itself. Who says nothing for ``LEASE_SECONDS`` is offline.
 */
export type Presence = "available" | "away" | "offline";

/**
 * Keeps a visitor's connection from idling. API Gateway itself answers with ``ponged``; no function is called.
 */
export type Ping = {
  readonly type: "ping";
};

/**
 * Answer to ``open``, ``start``, ``take``, ``close``, ``reopen``, ``identify`` and ``set_attributes``.
 *
 * ``entries`` ascend without a gap and end with the newest; ``earlier`` says that there are entries before
 * the first of them. ``conversation`` is ``None`` when the visitor has none yet. ``introductions`` tell an agent the
 * newest ``identified`` and ``described``, however far back they stand.
 */
export type Opened = {
  readonly type: "opened";
  readonly command_id: string;
  readonly conversation: Conversation | null;
  readonly entries: readonly (Message | Started | Taken | Observed | Closed | Reopened | Identified | Described)[];
  readonly earlier: boolean;
  readonly marks: Marks;
  readonly introductions?: readonly (Identified | Described)[];
};

/**
 * What is known of a conversation besides its entries.
 *
 * ``conversation_id`` names it towards agents; a visitor has one and need not name it.
 * ``started_at`` is when this log began: another value means another log, and what a client
 * holds of the old one is to be dropped. ``agent_id`` is never told to visitors.
 */
export type Conversation = {
  readonly conversation_id: string;
  readonly state: ConversationState;
  readonly group: string;
  readonly locale: string;
  readonly started_at: number;
  readonly changed_at: number;
  readonly agent_id?: string | null;
};

/**
 * Where a conversation stands; ``lambdas.chat.conversation`` has the moves between them.
 */
export type ConversationState = "closed" | "taken" | "waiting";

/**
 * Something said. ``client_message_id`` is the sender's idempotency key.
 *
 * ``seen`` is the newest ``seq`` that its author had seen when it was first sent: an answer is a mark, too.
 */
export type Message = {
  readonly kind: "message";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
  readonly client_message_id: string;
  readonly text: string;
  readonly seen: number;
};

/**
 * The two sides of a conversation. A supervisor is an agent.
 */
export type Party = "agent" | "visitor";

/**
 * The visitor began the conversation; it waits for an agent.
 */
export type Started = {
  readonly kind: "started";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
};

/**
 * An agent took the conversation, or a supervisor took it over.
 */
export type Taken = {
  readonly kind: "taken";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
};

/**
 * A supervisor reads along from here on. Both parties are told.
 */
export type Observed = {
  readonly kind: "observed";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
};

/**
 * One party ended the conversation.
 */
export type Closed = {
  readonly kind: "closed";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
};

/**
 * It goes on: by the visitor it waits again, by the agent it is taken again.
 */
export type Reopened = {
  readonly kind: "reopened";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
};

/**
 * The site's own server has signed who the visitor is to it. ``customer_id`` is the site's own number for it.
 */
export type Identified = {
  readonly kind: "identified";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
  readonly customer_id: string;
  readonly name?: string | null;
  readonly email?: string | null;
};

/**
 * What the page says of the visit: all of it, none when it is empty. Nobody has checked it.
 */
export type Described = {
  readonly kind: "described";
  readonly seq: number;
  readonly at: number;
  readonly author: Party;
  readonly attributes: Readonly<Record<string, string>>;
};

/**
 * Both parties' marks, as far as they said so themselves; what they wrote says more, see ``Message.seen``.
 */
export type Marks = {
  readonly visitor: Mark;
  readonly agent: Mark;
};

/**
 * How far one party has got: the newest ``seq`` that reached one of its pages, and that it had before its eyes.
 */
export type Mark = {
  readonly delivered: number;
  readonly seen: number;
};

/**
 * Answer to ``send_messages``: these are stored, in that order.
 *
 * A message of the command that is not among them was not stored and is to be sent again; that happens at the end
 * alone. ``missed`` are the entries after the cursor that the sender had named, up to the last ``seq`` and without
 * the messages themselves. When ``complete`` is false there were too many: open the conversation again.
 */
export type MessagesAcknowledged = {
  readonly type: "messages_acknowledged";
  readonly command_id: string;
  readonly acknowledged: readonly (Acknowledged)[];
  readonly missed: readonly (Message | Started | Taken | Observed | Closed | Reopened | Identified | Described)[];
  readonly complete: boolean;
};

/**
 * One message that is stored, at ``seq`` and the server's time ``at``.
 */
export type Acknowledged = {
  readonly client_message_id: string;
  readonly seq: number;
  readonly at: number;
};

/**
 * Answer to ``read_history``: the page before, ascending.
 */
export type HistoryRead = {
  readonly type: "history_read";
  readonly command_id: string;
  readonly conversation_id: string;
  readonly entries: readonly (Message | Started | Taken | Observed | Closed | Reopened | Identified | Described)[];
  readonly earlier: boolean;
};

/**
 * Answer to ``list_conversations``, newest first.
 *
 * ``taken`` are the agent's own; a supervisor gets those of all agents of the site.
 */
export type ConversationsListed = {
  readonly type: "conversations_listed";
  readonly command_id: string;
  readonly waiting: readonly (Conversation)[];
  readonly taken: readonly (Conversation)[];
};

/**
 * Something new in a conversation that this connection has open.
 *
 * One entry, or several that ascend without a gap.
 */
export type EntriesAdded = {
  readonly type: "entries_added";
  readonly conversation_id: string;
  readonly entries: readonly (Message | Started | Taken | Observed | Closed | Reopened | Identified | Described)[];
};

/**
 * How far the other side has got.
 */
export type EntriesMarked = {
  readonly type: "entries_marked";
  readonly conversation_id: string;
  readonly author: Party;
  readonly mark: Mark;
};

/**
 * A conversation of an agent's groups changed its state; it now belongs in the list that its state says.
 */
export type ConversationChanged = {
  readonly type: "conversation_changed";
  readonly conversation: Conversation;
};

/**
 * All of this conversation has been deleted for good: forget what you hold of it.
 */
export type ConversationErased = {
  readonly type: "conversation_erased";
  readonly conversation_id: string;
};

/**
 * The other side is typing, and has seen all up to ``seen``.
 *
 * It is over after twelve seconds, or when its message comes.
 */
export type TypingAnnounced = {
  readonly type: "typing_announced";
  readonly conversation_id: string;
  readonly author: Party;
  readonly seen: number;
};

/**
 * Answer to ``renew_presence``.
 */
export type PresenceRenewed = {
  readonly type: "presence_renewed";
  readonly command_id: string;
  readonly presence: Presence;
};

/**
 * Answer to ``ping``, by API Gateway itself.
 */
export type Ponged = {
  readonly type: "ponged";
};

/**
 * The one error frame. ``command_id`` is ``None`` when the frame did not hold a readable one.
 */
export type CommandRefused = {
  readonly type: "command_refused";
  readonly command_id: string | null;
  readonly code: RefusalCode;
  readonly retry_after_ms?: number | null;
};

/**
 * A client acts on the code; nobody matches on text. Codes are only ever added.
 */
export type RefusalCode = "behind" | "busy" | "erased" | "expired" | "failed" | "frame_too_long" | "identify_off" | "invalid_command" | "not_allowed" | "not_json" | "not_open" | "taken" | "text_empty" | "text_too_long" | "token_expired" | "token_refused" | "too_fast";

export type Command = Open | Start | Identify | SetAttributes | SendMessages | AnnounceTyping | MarkEntries | ReadHistory | Take | Close | Reopen | ListConversations | RenewPresence | Ping;

export type Event = Opened | MessagesAcknowledged | HistoryRead | ConversationsListed | EntriesAdded | EntriesMarked | ConversationChanged | ConversationErased | TypingAnnounced | PresenceRenewed | Ponged | CommandRefused;

export const refusalCodes: readonly RefusalCode[] = ["not_json", "invalid_command", "frame_too_long", "text_empty", "text_too_long", "too_fast", "busy", "behind", "not_allowed", "not_open", "taken", "expired", "erased", "identify_off", "token_expired", "token_refused", "failed"];

export const SUBPROTOCOL = "tresen.v1";

export const PROOF_PREFIX = "proof.";

export const TOKEN_PREFIX = "token.";

export const FRAME_BYTES = 32768;

export const ANSWER_BYTES = 122880;

export const TEXT_CHARACTERS = 4000;

export const MESSAGES_AT_ONCE = 10;

export const IDENTITY_TOKEN_CHARACTERS = 4096;

export const ATTRIBUTES = 20;

export const ATTRIBUTE_CHARACTERS = 200;

export const ATTRIBUTES_BYTES = 4096;

export const PAGE_ENTRIES = 50;

export const LISTED_CONVERSATIONS = 100;

export const REQUEST_BYTES = 65536;

export const LEASE_SECONDS = 180;

export const USAGE_BYTES = 32768;

export const USAGE_EVENTS = 50;

export const ENVELOPE_BYTES = 200000;
