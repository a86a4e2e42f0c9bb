/** Names a visitor's key, as far as that is needed to tell it from another one. */
export const visitorName = async ({ publicKey }: CryptoKeyPair): Promise<string | undefined> =>
  (await crypto.subtle.exportKey("jwk", publicKey)).x;
