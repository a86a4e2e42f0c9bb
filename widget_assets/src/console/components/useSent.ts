import { useEffect, useRef } from "preact/hooks";
import type { Unsent } from "../../chat/createOutbox.js";

/** Tells of each message that this page begins to send. */
export function useSent(unsent: readonly Unsent[], onSent: () => void) {
  const newest = unsent.at(-1)?.client_message_id;
  const before = useRef<readonly Unsent[]>([]);
  useEffect(() => {
    const known = before.current.some(({ client_message_id }) => client_message_id === newest);
    before.current = unsent;
    if (newest && !known) onSent();
  }, [unsent]);
}
