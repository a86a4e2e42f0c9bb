/** Removes what `localStorage` keeps under this name, if it is there. */
export function removeItem(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Then there is nothing.
  }
}
