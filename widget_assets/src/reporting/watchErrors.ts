type Thrown = { readonly error?: Error; readonly reason?: Error };

/**
 * Hands on what is thrown and caught by nobody, until the signal, where one of our scripts was running. Not
 * all of it is ours, see `isOurs`. What the browser says nothing about is the page's own, or an extension's.
 *
 * @param origin of our scripts
 */
export function watchErrors(origin: string, take: (error?: Error) => void, signal?: AbortSignal): void {
  for (const type of ["error", "unhandledrejection"])
    addEventListener(
      type,
      (event) => {
        const { error, reason = error } = event as Thrown;
        try {
          if (String(reason?.stack).includes(origin)) take(reason);
        } catch {
          // Anything may be thrown, also what throws when it is looked at.
        }
      },
      { signal: signal as AbortSignal },
    );
}
