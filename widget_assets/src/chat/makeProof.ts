const bytes = (text: string) => new TextEncoder().encode(text);

const base64url = (data: Uint8Array) =>
  btoa(String.fromCharCode(...data))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const part = (value: object) => base64url(bytes(JSON.stringify(value)));

/**
 * A proof of the visitor's key for one handshake or request, in the form of RFC 9449.
 *
 * @param url the address that is asked for, without query and fragment
 * @param now the time in epoch seconds, as the server sees it
 * @param site which one is meant, where the page's own origin does not say it
 */
export async function makeProof(
  key: CryptoKeyPair,
  url: string,
  now: number,
  method: "GET" | "POST",
  site?: string,
): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
  const header = part({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } });
  const claims = part({ jti: crypto.randomUUID(), htm: method, htu: url, iat: Math.floor(now), site });
  const signed = `${header}.${claims}`;
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    key.privateKey,
    bytes(signed),
  );
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}
