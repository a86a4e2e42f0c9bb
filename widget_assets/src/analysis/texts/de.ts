import type { AnalysisTexts } from "./AnalysisTexts.js";

export const de: AnalysisTexts = {
  title: "Nutzungsanalyse",
  question:
    "Dürfen wir auswerten, wie Sie den Chat nutzen: was Sie darin tun, Zeit und Seite, Land und gekürzte IP-Adresse, Browser, Sprache und Bildschirmgröße? Nie, was Sie schreiben oder wer Sie sind. Eine zufällige Kennung dafür liegt in diesem Browser und gilt einen Tag. Ändern können Sie das jederzeit im Menü unter „Einstellungen“.",
  agree: "Zustimmen",
  decline: "Ablehnen",
};
