/** Whether there is more in it than blanks, controls and marks that nobody sees. */
export const isVisible = (text: string): boolean => /[^\p{Z}\p{C}]/u.test(text);
