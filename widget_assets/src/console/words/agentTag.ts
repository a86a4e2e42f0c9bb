/** Agents have no names towards each other, so the beginning of the id tells them apart. */
export const agentTag = (agentId: string): string => agentId.slice(0, 6);
