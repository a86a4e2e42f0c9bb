/** Where the browser keeps the visitor's key pair, apart for each website that the widget is on. */
export const KEYS = "keys";
export const VISITOR = "visitor";

/** Opens the store; `upgrade` is called if there is none yet. */
export function openKeyStore(upgrade: (request: IDBOpenDBRequest) => void): Promise<IDBDatabase> {
  const request = indexedDB.open("tresen", 1);
  request.addEventListener("upgradeneeded", () => upgrade(request));
  return settled(request);
}

/** The result of a request. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
