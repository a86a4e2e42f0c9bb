import { DATABASE } from "./storeNames.js";

/** Where the browser keeps what is the visitor's, apart for each website that the widget is on. */
export const KEYS = "keys";
export const VISITOR = "visitor";
export const OUTBOX = "outbox";
export const MESSAGE = "message";
/** The contact form as it is filled in so far. */
export const DRAFTS = "drafts";
/** Erasures that the server has not confirmed yet, with the key that is needed for them. */
export const ERASURES = "erasures";

const VERSION = 3;
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

function opened(create: boolean, version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, version);
    setTimeout(reject, OPEN_MS);
    request.addEventListener("upgradeneeded", ({ oldVersion }) => upgrade(request, oldVersion, create));
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("success", () => {
      const database = request.result;
      // Another tab's release makes a new version: never stand in its way, not even when this comes late.
      database.addEventListener("versionchange", () => database.close());
      resolve(database);
    });
  });
}

function upgrade({ result, transaction }: IDBOpenDBRequest, oldVersion: number, create: boolean) {
  // To abort takes back the database that was about to be made, and fails the request.
  if (!oldVersion && !create) return transaction?.abort();
  if (!oldVersion) result.createObjectStore(KEYS);
  if (oldVersion < 2)
    result.createObjectStore(OUTBOX, { autoIncrement: true }).createIndex(MESSAGE, "client_message_id");
  result.createObjectStore(DRAFTS);
  result.createObjectStore(ERASURES);
}

/** The result of a request. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
