import type { Texts } from "./Texts.js";

const characters = (count: number) => (count === 1 ? "ein Zeichen" : `${count} Zeichen`);
const later = "Das hat gerade nicht geklappt.";
const impossible = "Das ist hier nicht möglich.";
const tooLong = "Die Nachricht ist zu lang.";

export const de: Texts = {
  title: "Chat",
  close: "Chat schließen",
  unread: "Chat, neue Nachricht",
  states: {
    none: "Schreiben Sie uns",
    waiting: "Wartet auf unser Team",
    taken: "Unser Team ist da",
    closed: "Gespräch beendet",
  },
  welcome: "Guten Tag!",
  welcomeMore: "Wie können wir Ihnen helfen?",
  history: "Gesprächsverlauf",
  messages: "Nachrichten",
  earlier: "Frühere Nachrichten",
  newMessage: "Neue Nachricht",
  authors: { visitor: "Sie", agent: "Unser Team" },
  notes: {
    started: {
      visitor: "Ihr Gespräch wartet auf jemanden aus unserem Team.",
      agent: "Unser Team hat ein Gespräch begonnen.",
    },
    taken: {
      visitor: "Jemand aus unserem Team ist jetzt für Sie da.",
      agent: "Jemand aus unserem Team ist jetzt für Sie da.",
    },
    observed: { visitor: "Die Teamleitung liest mit.", agent: "Die Teamleitung liest mit." },
    closed: { visitor: "Sie haben das Gespräch beendet.", agent: "Unser Team hat das Gespräch beendet." },
    reopened: {
      visitor: "Das Gespräch geht weiter. Es wartet auf jemanden aus unserem Team.",
      agent: "Unser Team setzt das Gespräch fort.",
    },
  },
  today: "Heute",
  yesterday: "Gestern",
  typing: "Unser Team schreibt …",
  sending: "Wird gesendet …",
  notSent: "Nicht gesendet.",
  sendAgain: "Noch einmal senden",
  away: "Keine Verbindung. Wir versuchen es weiter.",
  insecure: "Diese Seite ist nicht sicher verbunden (https fehlt). Deshalb ist der Chat hier nicht möglich.",
  write: "Ihre Nachricht",
  writeAgain: "Noch eine Frage?",
  send: "Senden",
  end: "Beenden",
  endLong: "Gespräch beenden",
  left: (count) => `Noch ${characters(count)}`,
  tooLong: (count) => `Ihre Nachricht ist um ${characters(count)} zu lang.`,
  refusals: {
    not_json: impossible,
    invalid_command: impossible,
    frame_too_long: tooLong,
    text_empty: "Die Nachricht ist leer.",
    text_too_long: tooLong,
    too_fast: "Das ging sehr schnell. Bitte warten Sie einen Moment.",
    busy: later,
    behind: later,
    not_allowed: impossible,
    not_open: "Das Gespräch ist beendet.",
    taken: impossible,
    expired: later,
    failed: later,
  },
};
