import type { Conversation } from "../../protocol/frames.js";
import type { Desk } from "../desk/createDesk.js";
import { ConversationRow } from "./ConversationRow.js";
import { ListSection } from "./ListSection.js";
import { useFocusOnReturn } from "./useFocusOnReturn.js";
import { useNow } from "./useNow.js";
import { useWords } from "./useWords.js";

export function Lists({ desk }: { desk: Desk }) {
  const { texts } = useWords();
  const { waiting, own, supervised, ended } = desk.lists.value;
  const selected = desk.selected.value?.id;
  const list = useFocusOnReturn(selected);
  const now = useNow();
  const sites = new Set(desk.agent.groups.map((group) => group.slice(0, group.lastIndexOf("."))));
  const supervisor = desk.agent.groups.some((group) => group.endsWith(".supervisor"));
  const unless = (text: string) => desk.listed.value && text;

  function take(id: string) {
    desk.select(id);
    void desk.change(id, "take");
  }

  const row = (conversation: Conversation) => {
    const { conversation_id: id, state } = conversation;
    return (
      <ConversationRow
        key={id}
        conversation={conversation}
        last={desk.talk(id)?.view.entries.at(-1)}
        unread={desk.unread(id)}
        selected={id === selected}
        now={now}
        showSite={sites.size > 1}
        onSelect={() => desk.select(id)}
        onTake={state === "waiting" ? () => take(id) : undefined}
      />
    );
  };

  return (
    <nav class="lists" aria-label={texts.title} aria-busy={!desk.listed.value} ref={list}>
      <ListSection title={texts.waiting} empty={unless(texts.nobodyWaits)} rows={waiting.map(row)} />
      <ListSection title={texts.own} empty={unless(texts.noneOwn)} rows={own.map(row)} />
      {supervisor && (
        <ListSection
          title={texts.supervised}
          empty={unless(texts.noneSupervised)}
          rows={supervised.map(row)}
        />
      )}
      {ended.length > 0 && <ListSection title={texts.endedList} empty={false} rows={ended.map(row)} />}
    </nav>
  );
}
