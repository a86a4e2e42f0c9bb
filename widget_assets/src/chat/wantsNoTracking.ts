type Asking = Navigator & { readonly globalPrivacyControl?: boolean; readonly doNotTrack?: string | null };

/** The browser asks for all websites that nobody is tracked: by Global Privacy Control, or Do Not Track. */
export function wantsNoTracking(): boolean {
  const { globalPrivacyControl, doNotTrack }: Asking = navigator;
  return globalPrivacyControl === true || doNotTrack === "1";
}
