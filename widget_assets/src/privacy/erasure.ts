/** What the visitor wants deleted on the server; kept in the browser until its receipt has been shown. */
export type Erasure = {
  readonly erasure_id: string;
  /** The key that is needed for it. Absent when the server is through. */
  readonly pair?: CryptoKeyPair;
  /** Where it is named by the page. */
  readonly site?: string | undefined;
  /** Empty when the data was gone already. */
  readonly receipt?: string;
};
