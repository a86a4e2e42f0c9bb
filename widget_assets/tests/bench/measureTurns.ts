import type { Talk } from "../../src/chat/createTalk.js";
import type { Party } from "../../src/protocol/frames.js";
import { createPair } from "./createPair.js";

export type TurnOptions = {
  turns: number;
  /** Whether the pages tell marks at all. */
  marks: boolean;
  /** At least 0 and below 1. */
  random(): number;
};

export type Measured = {
  readonly messages: number;
  /** How many frames, by their types: commands, and what was posted. */
  readonly frames: Readonly<Record<string, number>>;
  /** The most `mark_entries` of one side between two messages of its own: while the other side had its turn. */
  readonly mostMarks: number;
};

const SETTLED_MS = 500;

/**
 * A long talk by turns: one side writes a message or two, the other reads it, sometimes only when it comes back, thinks,
 * types and answers. How long people take is a guess.
 */
export async function measureTurns({ turns, marks, random }: TurnOptions): Promise<Measured> {
  const frames: Record<string, number> = {};
  /** Since each one's own last message. */
  const marked = { visitor: 0, agent: 0 };
  let mostMarks = 0;
  let messages = 0;
  const between = (least: number, most: number) => least + random() * (most - least);
  const pair = createPair(marks, (type, by) => {
    frames[type] = (frames[type] ?? 0) + 1;
    if (type === "mark_entries") mostMarks = Math.max(mostMarks, ++marked[by]);
    if (type === "send_messages") marked[by] = 0;
  });

  /** Typed at three to six letters a second. */
  async function write(talk: Talk) {
    const letters = Math.round(between(20, 160));
    const each = 1000 / between(3, 6);
    for (let letter = 0; letter < letters; letter++) {
      talk.announceTyping();
      await sleep(each);
    }
    talk.send("x".repeat(letters));
    messages++;
    await sleep(SETTLED_MS);
  }

  /** Three of ten are elsewhere when they have written, and come back later. */
  async function turn(talk: Talk) {
    talk.look(true);
    await sleep(between(1_000, 15_000));
    await write(talk);
    if (random() < 0.3) await write(talk);
    if (random() < 0.3) {
      talk.look(false);
      await sleep(between(5_000, 60_000));
    }
  }

  pair.visitor.look(true);
  pair.agent.look(true);
  for (let number = 0; number < turns; number++) {
    await turn(pair[PARTIES[number % 2] as Party]);
  }
  return { messages, frames, mostMarks };
}

const PARTIES: readonly Party[] = ["visitor", "agent"];

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
