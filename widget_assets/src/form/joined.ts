/** A message with what was typed elsewhere, so that nothing of both is lost, and nothing is there twice. */
export function joined(message: string, typed: string): string {
  if (message.includes(typed)) return message;
  return typed.includes(message.trim()) ? typed : `${message.trimEnd()}\n\n${typed}`;
}
