import { postProved } from "../chat/postProved.js";
import type { ExportPage } from "../protocol/requests.js";

/** All that the server keeps of the visitor: its pages put together. */
export async function readExport(
  origin: string,
  pair: CryptoKeyPair,
  site?: string,
): Promise<Omit<ExportPage, "cursor">> {
  let all: ExportPage | undefined;
  let cursor: string | null = null;
  do {
    const page: ExportPage = await postProved(origin, "/api/privacy/export", pair, { cursor }, site);
    all = all ? joined(all, page) : page;
    cursor = page.cursor ?? null;
  } while (cursor);
  const { cursor: _, ...rest } = all as ExportPage;
  return rest;
}

/** Lists follow one another, numbers add up, and of the rest the first word counts. */
function joined(all: ExportPage, page: ExportPage): ExportPage {
  const made: Record<string, unknown> = { ...all };
  for (const [name, value] of Object.entries(page)) {
    const known = made[name];
    if (Array.isArray(value)) made[name] = [...((known as unknown[] | undefined) ?? []), ...value];
    else if (typeof value === "number") made[name] = Number(known ?? 0) + value;
    else made[name] = known ?? value;
  }
  return made as ExportPage;
}
