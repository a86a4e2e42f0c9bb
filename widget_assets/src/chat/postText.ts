/** Sends a text, also from a page that is being left: without preflight, cookies, and the page's address. */
export const postText = (url: string, body: string, signal: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: "POST",
    body,
    keepalive: true,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal,
  });
