import type { AnalysisTexts } from "../analysis/AnalysisTexts.js";
import type { FormTexts } from "../form/FormTexts.js";
import type { LauncherTexts } from "../loader/LauncherTexts.js";
import type { MenuTexts } from "../privacy/MenuTexts.js";
import type { PrivacyTexts } from "../privacy/PrivacyTexts.js";
import type { Direction } from "../widget/Direction.js";
import type { PanelTexts } from "../widget/PanelTexts.js";

export const locale = "de";

export const direction: Direction = "ltr";

const characters = (count: number) => (count === 1 ? "ein Zeichen" : `${count} Zeichen`);

export const launcher: LauncherTexts = {
  available: "Chat, wir sind da",
  busy: "Chat, zurzeit alle im Gespräch",
  offline: "Chat, zurzeit niemand da",
  failed: "Der Chat lädt nicht. Bitte noch einmal.",
};

export const panel: PanelTexts = {
  title: "Chat",
  close: "Chat schließen",
  back: "Zurück zum Chat",
  menu: "Menü",
  useForm: "Zum Kontaktformular",
  unread: (count) => (count === 1 ? "Chat, eine neue Nachricht" : `Chat, ${count} neue Nachrichten`),
  states: {
    taken: "Unser Team ist da",
    available: "Wir sind da",
    busy: "Alle im Gespräch",
    offline: "Zurzeit ist niemand da",
  },
  welcome: "Guten Tag!",
  welcomeMore: "Wie können wir Ihnen helfen?",
  lastHere: (day) => `Zuletzt hier: ${day}`,
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
    identified: {
      visitor: "Diese Website hat uns mitgeteilt, wer Sie sind.",
      agent: "Diese Website hat uns mitgeteilt, wer Sie sind.",
    },
    described: {
      visitor: "Diese Website hat uns etwas zu Ihrem Besuch mitgeteilt.",
      agent: "Diese Website hat uns etwas zu Ihrem Besuch mitgeteilt.",
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
  insecure: "Diese Seite wurde ohne https geladen. Deshalb ist der Chat hier nicht möglich.",
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

export const form: FormTexts = {
  title: "Kontaktformular",
  loading: "Das Formular wird geladen …",
  unreachable:
    "Das Formular ist gerade nicht zu erreichen. Es erscheint, sobald es eine Verbindung gibt. Ihr Text bleibt erhalten.",
  missing: "Auf dieser Seite gibt es zurzeit kein Kontaktformular.",
  insecure: "Diese Seite wurde ohne https geladen. Deshalb ist das Kontaktformular hier nicht möglich.",
  labels: {
    name: "Name",
    email: "E-Mail-Adresse",
    telephone: "Telefonnummer",
    subject: "Betreff",
    message: "Ihre Nachricht",
  },
  group: "Abteilung",
  choose: "Bitte wählen",
  required: "Pflichtfeld",
  problems: {
    required: "Diese Angabe brauchen wir.",
    not_an_email: "Bitte eine Adresse wie name@example.com.",
    not_a_telephone: "Bitte eine Nummer wie +49 30 123456.",
    not_an_option: "Bitte wählen Sie etwas aus.",
    unknown: "Danach fragt das Formular nicht mehr.",
  },
  left: (count) => `Noch ${characters(count)}`,
  tooLong: (count) => `Um ${characters(count)} zu lang.`,
  check: (count) => (count === 1 ? "Bitte prüfen Sie ein Feld." : `Bitte prüfen Sie ${count} Felder.`),
  send: "Absenden",
  sending: "Wird gesendet …",
  waiting:
    "Noch nicht gesendet. Ihre Anfrage bleibt hier erhalten und wird gesendet, sobald es eine Verbindung gibt.",
  edit: "Bearbeiten",
  automatic: "Bitte senden Sie noch einmal ab: Das sah nach einem Programm aus.",
  refused: "Das hat nicht geklappt. Ihre Angaben bleiben hier erhalten.",
  received: "Vielen Dank, Ihre Anfrage ist angekommen.",
  deleted: (date) => `Wir löschen sie spätestens am ${date}.`,
  another: "Noch eine Anfrage schreiben",
};

export const menu: MenuTexts = {
  titles: {
    form: "Kontaktformular",
    settings: "Einstellungen",
    transcript: "Gesprächsverlauf herunterladen",
    stored: "Was gespeichert ist",
    download: "Meine Daten herunterladen",
    erase: "Meine Daten löschen",
    forget: "Diesen Browser vergessen",
  },
  loading: "Wird geladen …",
  unreachable: "Der Server ist gerade nicht zu erreichen.",
  again: "Noch einmal versuchen",
  purposes: { analysis: "Nutzungsanalyse", errors: "Fehlerberichte" },
  analysed:
    "Die Nutzungsanalyse wertet aus, was im Chat getan wird, Zeit und Seite, Land und gekürzte IP-Adresse, Browser, Sprache und Bildschirmgröße. Nie, was Sie schreiben oder wer Sie sind. Ihre Wahl bleibt in diesem Browser.",
  keepsId: "Solange die Analyse an ist, liegt dort auch eine zufällige Kennung, die einen Tag gilt.",
  notAnalysed: "Auf dieser Website wird nicht ausgewertet, wie der Chat genutzt wird.",
  noTracking:
    "Weil Ihr Browser es verlangt (Global Privacy Control oder Do Not Track), wird nicht ausgewertet, wie Sie den Chat nutzen.",
  denied: "Diese Seite hat beides ausgeschaltet. Zurzeit wird dazu nichts gesendet.",
  reported:
    "Geht im Chat etwas kaputt, sagt uns ein Fehlerbericht, was geschah und wo im Programm, die letzten Schritte der Verbindung, Website, Browser, System und Zeit. Nie, was Sie schreiben oder wer Sie sind. Spätestens nach 30 Tagen ist er gelöscht. Ihre Wahl bleibt in diesem Browser.",
  on: "Eingeschaltet.",
  off: "Ausgeschaltet. Ab sofort wird dazu nichts gesendet.",
};

export const privacy: PrivacyTexts = {
  objects: "widersprochen",
  agrees: "zugestimmt",
  onServer: "Auf dem Server",
  inBrowser: "In diesem Browser",
  nothing: "Nichts.",
  stored: {
    conversation: "Einträge Ihres Gesprächs",
    contact_requests: "Kontaktanfragen",
    connections: "Offene Verbindungen",
    proofs: "Benutzte Nachweise Ihres Schlüssels",
  },
  kept: {
    key: "Schlüssel, an dem wir Sie wiedererkennen",
    history: "Einträge Ihres Gesprächs",
    contacts: "Wann Sie mit uns in Kontakt waren",
    unsent: "Nicht gesendete Nachrichten",
    drafts: "Entwurf im Kontaktformular",
    objections: "Ihre Wahl in den Einstellungen",
    visit: "Kennung der Nutzungsanalyse, gilt einen Tag",
    reports: "Nicht gesendete Fehlerberichte",
    erasures: "Löschungen, die noch ausstehen",
  },
  since: (date) => `seit ${date}`,
  until: (date) => `längstens bis ${date}`,
  backups: (days) => `Was gelöscht wird, liegt noch bis zu ${days} Tage in Sicherungskopien.`,
  collecting: "Ihre Daten werden zusammengestellt …",
  collected: "Ihre Daten liegen bereit.",
  partly:
    "Der Server ist gerade nicht zu erreichen. Hier ist, was in diesem Browser liegt; der Rest folgt von selbst, sobald wieder eine Verbindung besteht.",
  transcribed: "Ihr Gespräch liegt bereit.",
  transcribedPartly: "Frühere Nachrichten sind gerade nicht zu erreichen. Hier ist, was der Chat zeigt.",
  text: "Als Text speichern",
  json: "Für Programme (JSON)",
  html: "Zum Lesen (HTML)",
  authors: { visitor: "Sie", agent: "Unser Team" },
  fields: {
    made_at: "Erstellt",
    visitor_id: "Ihre Kennung",
    site: "Website",
    conversation: "Gespräch",
    entries: "Verlauf",
    marks: "Zugestellt und gelesen bis",
    fields: "Angaben",
    notes: "Notizen unseres Teams",
    name: "Feld",
    email: "E-Mail",
    telephone: "Telefon",
    subject: "Betreff",
    message: "Nachricht",
    value: "Inhalt",
    text: "Text",
    group: "Abteilung",
    state: "Stand",
    locale: "Sprache",
    consent: "Einwilligung",
    received_at: "Eingegangen",
    changed_at: "Geändert",
    deleted_at: "Gelöscht spätestens",
    started_at: "Begonnen",
    at: "Zeit",
    author: "Von",
    until: "Bis",
  },
  erasing:
    "Ihr Gespräch und Ihre Kontaktanfragen werden auf dem Server und in diesem Browser gelöscht. Auch unser Team sieht sie dann nicht mehr.",
  erase: "Alles löschen",
  forgetting:
    "Alles, was der Chat in diesem Browser gespeichert hat, wird entfernt. Dazu gehört der Schlüssel: Ohne ihn können Sie Ihre Daten auf dem Server nicht mehr selbst abrufen oder löschen.",
  forgetAll: "Auch auf dem Server löschen",
  forgetHere: "Nur hier vergessen",
  sure: "Das lässt sich nicht rückgängig machen.",
  yes: "Endgültig löschen",
  no: "Abbrechen",
  erasedHere: "In diesem Browser ist alles gelöscht.",
  onlyHere: "Auf dem Server war von diesem Browser nichts zu löschen.",
  forgotten:
    "Dieser Browser hat alles vergessen. Was auf dem Server liegt, wird dort gelöscht, wenn seine Frist abläuft.",
  working: "Auf dem Server wird gelöscht …",
  away: "Auf dem Server wird gelöscht, sobald wieder eine Verbindung besteht. Bis dahin bleibt hier nur dieser Auftrag.",
  refused:
    "Das hat auf dem Server gerade nicht geklappt. Wir versuchen es wieder, sobald Sie den Chat öffnen.",
  erased: "Auch auf dem Server ist alles gelöscht.",
  receipt: (date, backups) => `Beleg vom ${date}. In Sicherungskopien noch bis ${backups}.`,
  save: "Beleg speichern",
  news: "Ihre Daten sind jetzt auch auf dem Server gelöscht. Der Beleg steht im Menü unter „Meine Daten löschen“.",
};

export const analysis: AnalysisTexts = {
  title: "Nutzungsanalyse",
  question:
    "Dürfen wir auswerten, wie Sie den Chat nutzen: was Sie darin tun, Zeit und Seite, Land und gekürzte IP-Adresse, Browser, Sprache und Bildschirmgröße? Nie, was Sie schreiben oder wer Sie sind. Eine zufällige Kennung dafür liegt in diesem Browser und gilt einen Tag. Ändern können Sie das jederzeit im Menü unter „Einstellungen“.",
  agree: "Zustimmen",
  decline: "Ablehnen",
};
