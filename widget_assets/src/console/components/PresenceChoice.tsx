import type { AgentPresence } from "../desk/createPresence.js";
import { useWords } from "./useWords.js";

/** What the visitors' pages are told of this agent, among the others of the group. */
export function PresenceChoice({ presence }: { presence: AgentPresence }) {
  const { texts } = useWords();
  const attendance = presence.attendance.value;
  return (
    <label class="presence" data-attendance={attendance}>
      <span class="presence-dot" aria-hidden="true" />
      <span class="hidden">{texts.presence}</span>
      <select
        value={attendance}
        onChange={({ currentTarget: { value } }) => presence.choose(value === "away" ? "away" : "available")}
      >
        <option value="available">{texts.attendance.available}</option>
        <option value="away">{texts.attendance.away}</option>
        {attendance === "idle" && (
          <option value="idle" disabled>
            {texts.attendance.idle}
          </option>
        )}
      </select>
    </label>
  );
}
