import type { AnalysisTexts } from "./AnalysisTexts.js";

export const de: AnalysisTexts = {
  title: "Nutzungsanalyse",
  question:
    "Dürfen wir auswerten, wie Sie den Chat nutzen: Schritte darin, Seite, Land, Browser, Sprache und Bildschirmgröße? Nie, was Sie schreiben oder wer Sie sind. Eine zufällige Kennung dafür gilt in diesem Browser einen Tag. Ändern können Sie das jederzeit im Menü unter „Einstellungen“.",
  agree: "Zustimmen",
  decline: "Ablehnen",
};
