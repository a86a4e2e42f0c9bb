/** The site's own words for some of the texts of a part, nested as those are. */
export type Words<T> = { readonly [K in keyof T]?: T[K] extends string ? string : Words<T[K]> };

/** The texts of a part, with the site's own words laid over them. */
export function worded<T extends object>(texts: T, own: Words<T> | undefined): T {
  if (!own) return texts;
  const entries = Object.entries(texts).map(([name, text]) => {
    const words = own[name as keyof T];
    return [name, typeof text === "object" ? worded(text, words as object) : (words ?? text)];
  });
  return Object.fromEntries(entries);
}
