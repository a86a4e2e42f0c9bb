import type { Texts } from "./Texts.js";

const characters = (count: number) => (count === 1 ? "one character" : `${count} characters`);

export const en: Texts = {
  title: "Chat",
  close: "Close chat",
  back: "Back to the chat",
  menu: "Menu",
  useForm: "Use the contact form",
  unread: "Chat, new message",
  states: {
    taken: "Our team is here",
    available: "We are here",
    busy: "Everyone is busy",
    offline: "Nobody is here right now",
  },
  welcome: "Hello!",
  welcomeMore: "How can we help you?",
  welcomeOffline: "Write to us, and we answer here as soon as somebody is there.",
  history: "Conversation",
  messages: "Messages",
  earlier: "Earlier messages",
  newer: "Newer messages",
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
  fates: { sent: "Sent", delivered: "Delivered", seen: "Seen" },
  notSent: "Not sent.",
  sendAgain: "Send again",
  unanswered:
    "Nobody is free right now. Your message is kept, and we answer here as soon as somebody is there.",
  away: "No connection. What you write is kept and sent later.",
  missing: "The chat can not be reached right now. Your text stays here.",
  insecure: "Without https the chat is not possible on this page.",
  write: "Your message",
  writeAgain: "Another question?",
  send: "Send",
  end: "End",
  endLong: "End conversation",
  left: (count) => `${characters(count)} left`,
  tooLong: (count) => `Your message is ${characters(count)} too long.`,
  refusals: {
    text_too_long: "The message is too long.",
    not_open: "The conversation has ended.",
    erased: "Your data has been deleted. Write again to begin anew.",
    failed: "That did not work just now.",
  },
};
