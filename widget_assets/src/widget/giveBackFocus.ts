/** To what the panel was opened from, or to the launcher where that is no longer on the page. */
export const giveBackFocus = (opener: HTMLElement | undefined, launcher: HTMLElement): void =>
  (opener?.isConnected && opener !== document.body ? opener : launcher).focus();
