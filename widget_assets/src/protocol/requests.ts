// Generated from lambdas/protocol by `python -m widget_assets.generate`. Do not edit.

import type { Closed, Conversation, Described, Identified, Marks, Message, Observed, Reopened, Started, Taken } from "./frames.js";

/**
 * The body of every answer that is not a success.
 */
export type Problem = {
  readonly code: ProblemCode;
  readonly fields?: Readonly<Record<string, FieldProblem>> | null;
  readonly retry_after_seconds?: number | null;
};

/**
 * A client acts on the code; nobody matches on text. Codes are only ever added.
 */
export type ProblemCode = "busy" | "challenge_expired" | "challenge_used" | "challenge_wrong" | "changed_meanwhile" | "encoded" | "erased" | "failed" | "invalid_fields" | "invalid_request" | "looks_automatic" | "not_allowed" | "not_an_envelope" | "not_from_the_edge" | "not_json" | "not_signed_in" | "too_complex" | "too_long" | "too_many_reports" | "too_soon" | "wrong_dsn";

/**
 * What is wrong with one field of the contact form.
 */
export type FieldProblem = "not_a_telephone" | "not_an_email" | "not_an_option" | "required" | "too_long" | "unknown";

/**
 * Answer to ``GET /api/contact/form?locale=…``; the page's origin says which site it is.
 */
export type FormRead = {
  readonly form: Form;
  readonly challenge: Challenge;
};

/**
 * A site's form in one language. Without ``groups`` there is nothing to choose; ``consent`` has to be ticked.
 */
export type Form = {
  readonly fields: readonly (FormField)[];
  readonly groups: readonly (string)[];
  readonly consent: string | null;
};

/**
 * One field. ``label`` is ``None`` for those that every form knows: name, email, telephone, subject, message.
 */
export type FormField = {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly max_characters: number;
  readonly label?: string | null;
  readonly options?: readonly (string)[];
};

/**
 * How a field is filled in and checked.
 */
export type FieldKind = "choice" | "email" | "line" | "telephone" | "text";

/**
 * Signed by the server, so that it need not remember it.
 */
export type Challenge = {
  readonly parameters: ChallengeParameters;
  readonly signature: string;
};

/**
 * What ALTCHA's proof of work (version 2, PBKDF2 with SHA-256) is about.
 */
export type ChallengeParameters = {
  readonly algorithm: string;
  readonly cost: number;
  readonly keyLength: number;
  readonly keyPrefix: string;
  readonly nonce: string;
  readonly salt: string;
  readonly expiresAt: number;
  readonly data?: Readonly<Record<string, string | number>>;
};

/**
 * Body of ``POST /api/contact/requests``, with a proof. The answer is ``ContactReceived``.
 *
 * ``request_id`` is the client's own choice; the same one again is answered in the same way, and stored once.
 * ``homepage`` is the field that people do not see.
 */
export type NewContactRequest = {
  readonly request_id: string;
  readonly locale: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly challenge: Challenge;
  readonly solution: Solution;
  readonly group?: string | null;
  readonly consent?: boolean;
  readonly homepage?: string;
};

/**
 * The counter with which the derived key begins as asked for, and that key, both halves in hexadecimal.
 */
export type Solution = {
  readonly counter: number;
  readonly derivedKey: string;
};

/**
 * It is stored, and deleted at ``deleted_at`` at the latest. Times in epoch milliseconds.
 */
export type ContactReceived = {
  readonly request_id: string;
  readonly received_at: number;
  readonly deleted_at: number;
};

/**
 * Body of ``POST /api/contact/search``, by an agent. The answer is ``ContactRequestsFound``.
 *
 * Those in ``state`` of all groups of the agent's, newest first, whose fields or notes have ``text`` in them.
 * ``cursor`` goes on where the last answer ended. With ``contact_id`` it is that one alone, in whatever state it is.
 */
export type SearchContactRequests = {
  readonly state: ContactState;
  readonly text?: string;
  readonly cursor?: string | null;
  readonly contact_id?: string | null;
};

/**
 * Where a contact request stands.
 */
export type ContactState = "done" | "in_progress" | "new";

/**
 * ``cursor`` is ``None`` at the end. A page may be empty and yet not the last.
 */
export type ContactRequestsFound = {
  readonly requests: readonly (ContactRequest)[];
  readonly cursor: string | null;
};

/**
 * One contact request, as agents see it. Times in epoch milliseconds.
 *
 * ``version`` counts the changes. ``visitor_id`` is ``None`` when it came by the plain page.
 */
export type ContactRequest = {
  readonly contact_id: string;
  readonly site: string;
  readonly group: string;
  readonly state: ContactState;
  readonly locale: string;
  readonly fields: readonly (FilledField)[];
  readonly notes: readonly (Note)[];
  readonly version: number;
  readonly received_at: number;
  readonly changed_at: number;
  readonly deleted_at: number;
  readonly consent?: string | null;
  readonly agent_id?: string | null;
  readonly visitor_id?: string | null;
};

/**
 * ``label`` is what the form called it when it was sent, ``None`` for a field that every form knows.
 */
export type FilledField = {
  readonly name: string;
  readonly value: string;
  readonly label?: string | null;
};

/**
 * What an agent noted for the others. The visitor gets it with an export.
 */
export type Note = {
  readonly at: number;
  readonly agent_id: string;
  readonly text: string;
};

/**
 * Body of ``POST /api/contact/changes``, by an agent. The answer is the ``ContactRequest`` as it then is.
 *
 * ``version`` is that of the request as the agent saw it; if it has another one by now the answer is
 * ``changed_meanwhile``.
 */
export type ChangeContactRequest = {
  readonly contact_id: string;
  readonly version: number;
  readonly change: TakeContact | FinishContact | HandOverContact | NoteContact;
};

/**
 * It is this agent's, and in progress. Done ones are opened again by that.
 */
export type TakeContact = {
  readonly type: "take";
};

/**
 * It is done.
 */
export type FinishContact = {
  readonly type: "finish";
};

/**
 * It is new again, in another group of its site or in the same.
 */
export type HandOverContact = {
  readonly type: "hand_over";
  readonly group: string;
};

/**
 * Something for the others to know.
 */
export type NoteContact = {
  readonly type: "note";
  readonly text: string;
};

/**
 * Answer to ``POST /api/privacy/stored``: the kinds of which there is something.
 *
 * What was deleted can be restored from backups for ``recovery_days`` more.
 */
export type StoredRead = {
  readonly stored: readonly (StoredData)[];
  readonly recovery_days: number;
};

/**
 * How much of one kind there is. ``since`` and ``until`` in epoch milliseconds, ``None`` where there is no time.
 */
export type StoredData = {
  readonly kind: StoredKind;
  readonly items: number;
  readonly since: number | null;
  readonly until: number | null;
};

/**
 * Kinds of data that are kept of a visitor on the server.
 */
export type StoredKind = "connections" | "contact_requests" | "conversation" | "proofs";

/**
 * Body of ``POST /api/privacy/export``. ``cursor`` goes on where the last page ended.
 */
export type ReadExport = {
  readonly cursor?: string | null;
};

/**
 * A part of all that is kept of the visitor; all parts together are the whole. The last has no ``cursor``.
 */
export type ExportPage = {
  readonly visitor_id: string;
  readonly site: string;
  readonly conversation?: Conversation | null;
  readonly entries?: readonly (Message | Started | Taken | Observed | Closed | Reopened | Identified | Described)[];
  readonly marks?: Marks | null;
  readonly contact_requests?: readonly (ContactRequest)[];
  readonly connections?: readonly (ExportedConnection)[];
  readonly proofs?: number;
  readonly cursor?: string | null;
};

/**
 * One open page of the visitor's; ``until`` in epoch milliseconds.
 */
export type ExportedConnection = {
  readonly connection_id: string;
  readonly until: number;
};

/**
 * Body of ``POST /api/privacy/erasures``. The answer is ``ErasureProgress``.
 *
 * ``erasure_id`` is the client's own choice, and the same one again goes on with the same erasure. A visitor erases
 * itself and names nobody; a supervisor names a visitor by ``conversation_id``, which is ``<site>.<visitor id>``
 * whether or not there is a conversation.
 */
export type Erase = {
  readonly erasure_id: string;
  readonly conversation_id?: string | null;
};

/**
 * ``receipt`` is there when all is gone, else ask again with the same ``erasure_id``.
 */
export type ErasureProgress = {
  readonly erasure_id: string;
  readonly receipt?: string | null;
};

/**
 * The claims of a receipt, a JWS signed with Ed25519 (``typ`` is ``tresen-receipt+jwt``). No personal data.
 *
 * ``erased_at`` and ``backups_until`` are epoch seconds; ``erased`` counts the deleted items of each kind.
 * ``by`` is ``visitor``, ``supervisor`` or ``operator``.
 */
export type Receipt = {
  readonly iss: string;
  readonly receipt_id: string;
  readonly erased_at: number;
  readonly backups_until: number;
  readonly by: string;
  readonly erased: Readonly<Record<string, number>>;
};

/**
 * Body of ``POST /api/events``, at most ``USAGE_BYTES`` long. The answer is ``UsageQueued``, once it is so.
 *
 * Neither proof nor token comes with it. ``batch_id`` is random and the client's own: the same one again is counted
 * once. ``visit_id`` is random, lives for a day at most, and is sent nowhere else. ``page`` is without query and
 * fragment. ``width`` and ``height`` are those of the screen in CSS pixels, ``locale`` is the browser's language.
 */
export type UsageBatch = {
  readonly batch_id: string;
  readonly visit_id: string;
  readonly page: string;
  readonly locale: string;
  readonly width: number;
  readonly height: number;
  readonly events: readonly (WidgetOpened | ConversationStarted | MessagesSent | MessagesReceived | ContactFormSent | CallStarted | CallEnded | ConversationRated | SettingChanged | ErrorShown)[];
};

/**
 * The panel was opened.
 */
export type WidgetOpened = {
  readonly type: "widget_opened";
  readonly age: number;
};

/**
 * The visitor's first message was acknowledged.
 */
export type ConversationStarted = {
  readonly type: "conversation_started";
  readonly age: number;
};

/**
 * So many messages of the visitor's were acknowledged.
 */
export type MessagesSent = {
  readonly type: "messages_sent";
  readonly age: number;
  readonly count: number;
};

/**
 * So many messages of agents came.
 */
export type MessagesReceived = {
  readonly type: "messages_received";
  readonly age: number;
  readonly count: number;
};

/**
 * The server has confirmed a contact request.
 */
export type ContactFormSent = {
  readonly type: "contact_form_sent";
  readonly age: number;
};

/**
 * Both sides of a call saw or heard each other.
 */
export type CallStarted = {
  readonly type: "call_started";
  readonly age: number;
};

/**
 * A call that had started was over.
 */
export type CallEnded = {
  readonly type: "call_ended";
  readonly age: number;
};

/**
 * The visitor gave so many of five stars.
 */
export type ConversationRated = {
  readonly type: "conversation_rated";
  readonly age: number;
  readonly stars: number;
};

/**
 * The visitor moved a switch; that the analysis was switched off is told to nobody.
 */
export type SettingChanged = {
  readonly type: "setting_changed";
  readonly age: number;
  readonly setting: Setting;
  readonly on: boolean;
};

/**
 * What a visitor may switch on and off.
 */
export type Setting = "analysis" | "errors";

/**
 * The visitor was told that something went wrong.
 */
export type ErrorShown = {
  readonly type: "error_shown";
  readonly age: number;
  readonly error: ShownError;
};

/**
 * What went wrong before a visitor's eyes.
 */
export type ShownError = "away" | "insecure" | "missing" | "not_sent" | "refused";

/**
 * So many events wait for Matomo: all, or none where the browser asked for that (GPC, Do Not Track).
 */
export type UsageQueued = {
  readonly queued: number;
};

/**
 * Body of ``POST /api/errors/search``: those of the last ``days``, in UTC. ``state`` ``None`` is for all.
 */
export type SearchFaults = {
  readonly days?: number;
  readonly state?: FaultState | null;
};

export type FaultState = "open" | "resolved" | "returned";

/**
 * The most frequent first; ``total`` is how many there are, of which at most 100 are told.
 */
export type FaultsFound = {
  readonly faults: readonly (Fault)[];
  readonly total: number;
};

/**
 * What reports with one fingerprint tell of, in the time that was asked for. Times in epoch milliseconds.
 *
 * ``count`` is exact as long as a fault is rare, and an estimate in a storm. ``site`` is that of the page.
 */
export type Fault = {
  readonly fault_id: string;
  readonly title: string;
  readonly culprit: string;
  readonly source: Source;
  readonly level: Level;
  readonly state: FaultState;
  readonly count: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly releases: readonly (string)[];
  readonly site?: string | null;
};

/**
 * Where an error happened.
 */
export type Source = "console" | "function" | "page";

/**
 * How bad it is, in Sentry's words.
 */
export type Level = "debug" | "error" | "fatal" | "info" | "warning";

/**
 * Body of ``POST /api/errors/fault``.
 */
export type ReadFault = {
  readonly fault_id: string;
};

/**
 * A fault with all that is kept of it: its days, the newest first, and at most 20 samples, the newest first.
 */
export type FaultRead = {
  readonly fault: Fault;
  readonly days: readonly (FaultDay)[];
  readonly samples: readonly (Sample)[];
};

/**
 * ``day`` is a day in UTC, such as ``2026-01-31``.
 */
export type FaultDay = {
  readonly day: string;
  readonly count: number;
};

/**
 * A report that is kept. ``gone_at`` is when nobody can read it any more; epoch milliseconds.
 */
export type Sample = {
  readonly at: number;
  readonly gone_at: number;
  readonly report: Report;
};

/**
 * One error, scrubbed. The errors of a chain begin with the cause, as Sentry has them.
 */
export type Report = {
  readonly event_id: string;
  readonly platform: string;
  readonly level?: Level;
  readonly message?: string | null;
  readonly errors?: readonly (Thrown)[];
  readonly breadcrumbs?: readonly (Breadcrumb)[];
  readonly release?: string | null;
  readonly environment?: string | null;
  readonly place?: string | null;
  readonly browser?: string | null;
  readonly system?: string | null;
  readonly tags?: Readonly<Record<string, string>>;
};

/**
 * One error of a chain. The frames begin with the outermost call, as Sentry has them.
 */
export type Thrown = {
  readonly type: string;
  readonly message?: string | null;
  readonly frames?: readonly (StackFrame)[];
};

/**
 * One call. ``file`` is a path without its origin, or a module of Python; ``line`` and ``column`` count from 1.
 */
export type StackFrame = {
  readonly file: string;
  readonly function?: string | null;
  readonly line?: number | null;
  readonly column?: number | null;
};

/**
 * One step of the way to the error. ``before`` is how many milliseconds before it, where that is known.
 */
export type Breadcrumb = {
  readonly category: string;
  readonly message?: string | null;
  readonly before?: number | null;
};

/**
 * Body of ``POST /api/errors/resolve``: whether it counts as resolved from now on. The answer is the ``Fault``.
 */
export type ResolveFault = {
  readonly fault_id: string;
  readonly resolved: boolean;
};

/**
 * Answer to ``POST /api/errors``, as Sentry gives it. Without ``id`` there was nothing to keep.
 */
export type ReportTaken = {
  readonly id?: string | null;
};

export const problemCodes: readonly ProblemCode[] = ["not_from_the_edge", "not_json", "too_long", "invalid_request", "not_signed_in", "not_allowed", "invalid_fields", "looks_automatic", "too_soon", "challenge_wrong", "challenge_expired", "challenge_used", "changed_meanwhile", "erased", "not_an_envelope", "too_complex", "encoded", "wrong_dsn", "too_many_reports", "busy", "failed"];
