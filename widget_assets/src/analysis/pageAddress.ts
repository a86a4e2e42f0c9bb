const LONGEST = 1000;

/** A page's address without query and fragment, and without what looks like an e-mail address in its path. */
export function pageAddress({ origin, pathname }: Pick<Location, "origin" | "pathname">): string {
  const path = pathname.split("/").map((segment) => (/@|%40/.test(segment) ? "-" : segment));
  return (origin + path.join("/")).slice(0, LONGEST);
}
