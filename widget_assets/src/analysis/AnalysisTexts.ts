/** What the visitor is asked, in one language. */
export type AnalysisTexts = {
  readonly title: string;
  readonly question: string;
  readonly agree: string;
  readonly decline: string;
};
