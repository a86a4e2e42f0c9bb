import type { Texts } from "./Texts.js";

const characters = (count: number) => (count === 1 ? "ein Zeichen" : `${count} Zeichen`);

export const de: Texts = {
  title: "Chat",
  close: "Chat schließen",
  back: "Zurück zum Chat",
  menu: "Menü",
  useForm: "Zum Kontaktformular",
  unread: "Chat, neue Nachricht",
  states: {
    taken: "Unser Team ist da",
    available: "Wir sind da",
    busy: "Alle sind im Gespräch",
    offline: "Zurzeit ist niemand da",
  },
  welcome: "Guten Tag!",
  welcomeMore: "Wie können wir Ihnen helfen?",
  welcomeOffline: "Schreiben Sie uns, und wir antworten hier, sobald jemand da ist.",
  history: "Gesprächsverlauf",
  messages: "Nachrichten",
  earlier: "Frühere Nachrichten",
  newer: "Neuere Nachrichten",
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
  fates: { sent: "Gesendet", delivered: "Zugestellt", seen: "Gelesen" },
  notSent: "Nicht gesendet.",
  sendAgain: "Noch einmal senden",
  unanswered:
    "Gerade ist niemand frei. Ihre Nachricht bleibt erhalten, und wir antworten hier, sobald jemand da ist.",
  away: "Keine Verbindung. Was Sie schreiben, bleibt erhalten und wird später gesendet.",
  missing: "Der Chat ist gerade nicht zu erreichen. Ihr Text bleibt hier stehen.",
  insecure: "Ohne https ist der Chat auf dieser Seite nicht möglich.",
  write: "Ihre Nachricht",
  writeAgain: "Noch eine Frage?",
  send: "Senden",
  end: "Beenden",
  endLong: "Gespräch beenden",
  left: (count) => `Noch ${characters(count)}`,
  tooLong: (count) => `Ihre Nachricht ist um ${characters(count)} zu lang.`,
  refusals: {
    text_too_long: "Die Nachricht ist zu lang.",
    not_open: "Das Gespräch ist beendet.",
    erased: "Ihre Daten wurden gelöscht. Schreiben Sie noch einmal, um neu zu beginnen.",
    failed: "Das hat gerade nicht geklappt.",
  },
};
