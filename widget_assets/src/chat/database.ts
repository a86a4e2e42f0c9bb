import { placeOf } from "./placeOf.js";
import { DATABASE } from "./storeNames.js";

/** Where the browser keeps what is the visitor's, apart for each website that the widget is on. */
export const KEYS = "keys";
/** Where the key of the visitor is; on the chat's own pages each site has one, so that nobody is known to two of them. */
export const keyName = (site?: string): string => placeOf("visitor", site);
export const OUTBOX = "outbox";
export const MESSAGE = "message";
/** The contact form as it is filled in so far. */
export const DRAFTS = "drafts";
/** What was said, as this browser knows it. */
export const HISTORY = "history";
/** Erasures that the server has not confirmed yet, with the key that is needed for them. */
export const ERASURES = "erasures";

const VERSION = 4;

/** Opens the database; without `create` it is not made if it is not there, and opening fails. */
export function openDatabase(create: boolean): Promise<IDBDatabase> {
  return opened(create, VERSION).catch((error) => {
    if (error.name !== "VersionError") throw error;
    // A later release was here, and left what this one knows in its place.
    return opened(false);
  });
}

async function opened(create: boolean, version?: number): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, version);
  request.addEventListener("upgradeneeded", ({ oldVersion }) => upgrade(request, oldVersion, create));
  const database = await settled(request);
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

type Lasting<T> = EventTarget & { readonly result?: T; readonly error: DOMException | null };

/** The result of a request; of a transaction, that it is written. */
export function settled<T>(it: Lasting<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    it.addEventListener("success", () => resolve(it.result as T));
    it.addEventListener("error", () => reject(it.error));
    it.addEventListener("complete", () => resolve(it.result as T));
    it.addEventListener("abort", () => reject(it.error));
  });
}
