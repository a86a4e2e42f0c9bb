import { DATABASE } from "./storeNames.js";

/** Where the browser keeps what is the visitor's, apart for each website that the widget is on. */
export const KEYS = "keys";
export const VISITOR = "visitor";
/** Where the key of the visitor is; on the chat's own pages each site has one, so that nobody is known to two of them. */
export const keyName = (site?: string): string => (site ? `${VISITOR} ${site}` : VISITOR);
export const OUTBOX = "outbox";
export const MESSAGE = "message";
/** The contact form as it is filled in so far. */
export const DRAFTS = "drafts";
/** What was said, as this browser knows it. */
export const HISTORY = "history";
/** Erasures that the server has not confirmed yet, with the key that is needed for them. */
export const ERASURES = "erasures";

const VERSION = 4;
const OPEN_MS = 3_000;

/**
 * Opens the database; without `create` it is not made if it is not there, and opening fails.
 *
 * Fails too when it takes long: another tab may hold an older one, and there are browsers that never answer.
 */
export function openDatabase(create: boolean): Promise<IDBDatabase> {
  return opened(create, VERSION).catch((error) => {
    if (error?.name !== "VersionError") throw error;
    // A later release was here, and left what this one knows in its place.
    return opened(false);
  });
}

async function opened(create: boolean, version?: number): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, version);
  request.addEventListener("upgradeneeded", ({ oldVersion }) => upgrade(request, oldVersion, create));
  const opening = settled(request);
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject();
      opening.then((it) => it.close()).catch(() => {});
    }, OPEN_MS);
  });
  const database = await Promise.race([opening, late]).finally(() => clearTimeout(timer));
  // Another tab's release makes a new version: never stand in its way.
  database.addEventListener("versionchange", () => database.close());
  return database;
}

function upgrade({ result, transaction }: IDBOpenDBRequest, oldVersion: number, create: boolean) {
  // To abort takes back the database that was about to be made, and fails the request.
  if (!oldVersion && !create) return transaction?.abort();
  if (oldVersion < 2)
    result.createObjectStore(OUTBOX, { autoIncrement: true }).createIndex(MESSAGE, "client_message_id");
  for (const name of [KEYS, DRAFTS, ERASURES, HISTORY])
    if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
}

/** The result of a request. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
