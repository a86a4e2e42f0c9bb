/**
 * The name under which a browser keeps what is one chat's, and one site's where the page says which: the chat's own pages
 * have the same origin for all of its sites.
 */
export const placeOf = (origin: string, site?: string): string => (site ? `${origin} ${site}` : origin);
