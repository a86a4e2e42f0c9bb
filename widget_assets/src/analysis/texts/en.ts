import type { AnalysisTexts } from "./AnalysisTexts.js";

export const en: AnalysisTexts = {
  title: "Usage analysis",
  question:
    "May we analyse how you use the chat: what you do in it, time and page, country and shortened IP address, browser, language and screen size? Never what you write or who you are. A random id for it lies in this browser and is valid for one day. You can change this at any time in the menu under “Settings”.",
  agree: "Agree",
  decline: "Decline",
};
