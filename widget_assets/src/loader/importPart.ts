/**
 * Loads a part of the widget and checks it against its hash: `import()` itself can not, but it takes the module that a
 * `modulepreload` brought.
 */
export function importPart<T>(url: string, integrity: string): Promise<T> {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.integrity = integrity;
  link.href = url;
  document.head.append(link);
  return import(url).finally(() => link.remove());
}
