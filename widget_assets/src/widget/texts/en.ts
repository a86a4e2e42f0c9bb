import type { Texts } from "./Texts.js";

const characters = (count: number) => (count === 1 ? "one character" : `${count} characters`);
const later = "That did not work just now.";
const impossible = "That is not possible here.";
const tooLong = "The message is too long.";

export const en: Texts = {
  title: "Chat",
  close: "Close chat",
  unread: "Chat, new message",
  states: {
    none: "Write to us",
    waiting: "Waiting for our team",
    taken: "Our team is here",
    closed: "Conversation ended",
  },
  welcome: "Hello!",
  welcomeMore: "How can we help you?",
  history: "Conversation",
  messages: "Messages",
  earlier: "Earlier messages",
  newMessage: "New message",
  authors: { visitor: "You", agent: "Our team" },
  notes: {
    started: {
      visitor: "Your conversation is waiting for someone from our team.",
      agent: "Our team started a conversation.",
    },
    taken: {
      visitor: "Someone from our team is here for you now.",
      agent: "Someone from our team is here for you now.",
    },
    observed: { visitor: "A supervisor is reading along.", agent: "A supervisor is reading along." },
    closed: { visitor: "You ended the conversation.", agent: "Our team ended the conversation." },
    reopened: {
      visitor: "The conversation goes on. It is waiting for someone from our team.",
      agent: "Our team continued the conversation.",
    },
  },
  today: "Today",
  yesterday: "Yesterday",
  typing: "Our team is typing …",
  sending: "Sending …",
  notSent: "Not sent.",
  sendAgain: "Send again",
  away: "No connection. We keep trying.",
  insecure:
    "This page is not securely connected (https is missing). The chat is therefore not possible here.",
  write: "Your message",
  writeAgain: "Another question?",
  send: "Send",
  end: "End",
  endLong: "End conversation",
  left: (count) => `${characters(count)} left`,
  tooLong: (count) => `Your message is ${characters(count)} too long.`,
  refusals: {
    not_json: impossible,
    invalid_command: impossible,
    frame_too_long: tooLong,
    text_empty: "The message is empty.",
    text_too_long: tooLong,
    too_fast: "That was very fast. Please wait a moment.",
    busy: later,
    behind: later,
    not_allowed: impossible,
    not_open: "The conversation has ended.",
    taken: impossible,
    expired: later,
    failed: later,
  },
};
