import type { FormTexts } from "./FormTexts.js";

const characters = (count: number) => (count === 1 ? "ein Zeichen" : `${count} Zeichen`);

export const de: FormTexts = {
  title: "Kontaktformular",
  loading: "Das Formular wird geladen …",
  unreachable:
    "Das Formular ist gerade nicht zu erreichen. Es erscheint, sobald es eine Verbindung gibt. Ihr Text bleibt erhalten.",
  missing: "Auf dieser Seite gibt es zurzeit kein Kontaktformular.",
  insecure: "Ohne https ist das Kontaktformular auf dieser Seite nicht möglich.",
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
    unknown: "Das gehört nicht mehr zum Formular.",
  },
  left: (count) => `Noch ${characters(count)}`,
  tooLong: (count) => `Um ${characters(count)} zu lang.`,
  check: (count) => (count === 1 ? "Bitte prüfen Sie ein Feld." : `Bitte prüfen Sie ${count} Felder.`),
  send: "Absenden",
  sending: "Wird gesendet …",
  waiting:
    "Noch nicht gesendet. Ihre Anfrage bleibt hier erhalten, bis es eine Verbindung gibt, und wird dann gesendet.",
  edit: "Bearbeiten",
  automatic: "Bitte senden Sie noch einmal ab: Das sah nach einem Programm aus.",
  refused: "Das hat nicht geklappt. Ihre Angaben bleiben hier erhalten.",
  received: "Vielen Dank, Ihre Anfrage ist angekommen.",
  deleted: (date) => `Wir löschen sie spätestens am ${date}.`,
  another: "Noch eine Anfrage schreiben",
};
