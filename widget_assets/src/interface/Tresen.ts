/**
 * `window.tresen`, the one global: what the page's own scripts may do with the widget. Everything may be called at any
 * time, before the visitor has opened the panel too: what needs the panel's code waits for it, in the order of the calls.
 *
 * Before the script itself has loaded, calls are put into a queue: `(window.tresen ??= []).push(["open", "form"])`.
 */
export type Tresen = {
  /** Of this interface. It changes when something that pages rely on goes away. */
  readonly version: 1;
  /** Opens the panel, with the conversation or the contact form. */
  open(view?: "chat" | "form"): void;
  close(): void;
  toggle(): void;
  /** Shows the launcher again. */
  show(): void;
  /** Takes the launcher off the page, and closes the panel. The widget goes on: `open` still opens it. */
  hide(): void;
  /** Ends the widget on this page and leaves nothing of it but what the visitor stored. */
  destroy(): void;
  /** Forgets the visitor in this browser, as when somebody signs out: conversation, key, drafts. The server keeps its part. */
  reset(): void;
  /** Tells the agents who the visitor is. `token` is a short-lived JWT that the site's own server signed (docs/embedding.md). */
  identify(token: string): void;
  /** A language that the widget has, such as `de`; one that it has not changes nothing. */
  setLocale(locale: string): void;
  setTheme(theme: Theme): void;
  /** The department that new conversations and contact requests go to; one that the site has not means the first. */
  setGroup(group: string): void;
  /** What the agents are told of the visitor's situation, not verified: at most 20, replaced as a whole. */
  setAttributes(attributes: Readonly<Record<string, string>>): void;
  /** Fills what the visitor has not filled in yet: the conversation's field by `message`, the form's by their names. */
  prefill(fields: Readonly<Record<string, string>>): void;
  openContactForm(): void;
  endConversation(): void;
  /** What the page's own consent manager was told of the analysis and the error reports. */
  consent(answer: Consent): void;
  state(): WidgetState;
  on<Type extends EventType>(type: Type, listener: Listener<Type>): void;
  once<Type extends EventType>(type: Type, listener: Listener<Type>): void;
  off<Type extends EventType>(type: Type, listener: Listener<Type>): void;
  /** Calls as the queue takes them. */
  push(...calls: Call[]): void;
};

export type Theme = "auto" | "light" | "dark";

/** Which lower corner, seen in the direction of the language. */
export type Position = "end" | "start";

/** `denied` asks for nothing to be analysed or reported, as Global Privacy Control does; `granted` answers the widget's own question. */
export type Consent = "granted" | "denied";

/** What a page, an address or the deployment's file may set; in this order the last one counts. */
export type WidgetSettings = {
  /** Names the site where the page's own origin does not: on the chat's own pages. */
  readonly site?: string;
  readonly locale?: string;
  readonly theme?: Theme;
  readonly position?: Position;
  readonly group?: string;
  readonly consent?: Consent;
  /** Opens the panel as soon as the page is there. */
  readonly open?: "chat" | "form";
};

export type WidgetState = WidgetSettings & {
  readonly isOpen: boolean;
  readonly isHidden: boolean;
  readonly locale: string;
  readonly availability: "available" | "busy" | "offline";
  /** Of the agents' messages that the visitor has not seen. */
  readonly unread: number;
  /** `none` until the panel's code is there. */
  readonly conversation: "none" | "waiting" | "taken" | "closed";
};

/** Events carry ids and states, never what somebody wrote. On the page they are DOM events `tresen:<type>` as well. */
export type EventDetails = {
  readonly availability: { readonly availability: WidgetState["availability"] };
  readonly opened: Record<never, never>;
  readonly closed: Record<never, never>;
  readonly unread: { readonly unread: number };
  /** Something was said, by either side. */
  readonly message: { readonly author: "visitor" | "agent"; readonly seq: number };
  readonly conversation: { readonly state: WidgetState["conversation"] };
  readonly contact: { readonly id: string };
  /** `token_expired` asks for a new token; any other code says that none would be accepted. */
  readonly identified: { readonly accepted: boolean; readonly code?: string };
  readonly consent: { readonly answer: Consent };
  readonly destroyed: Record<never, never>;
};

export type EventType = keyof EventDetails;

export type Listener<Type extends EventType> = (event: CustomEvent<EventDetails[Type]>) => void;

export type CommandName = Exclude<keyof Tresen, "version" | "push">;

export type Call = {
  [Name in CommandName]: readonly [Name, ...Parameters<Tresen[Name]>];
}[CommandName];
