import type { AnalysisTexts } from "../analysis/AnalysisTexts.js";
import type { FormTexts } from "../form/FormTexts.js";
import type { LauncherTexts } from "../loader/LauncherTexts.js";
import type { PrivacyTexts } from "../privacy/PrivacyTexts.js";
import type { PanelTexts } from "../widget/PanelTexts.js";

export const locale = "en";

const characters = (count: number) => (count === 1 ? "one character" : `${count} characters`);

export const launcher: LauncherTexts = {
  available: "Chat, we are here",
  busy: "Chat, everyone is busy",
  offline: "Chat, nobody here",
  failed: "The chat did not load. Please try again.",
};

export const panel: PanelTexts = {
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

export const form: FormTexts = {
  title: "Contact form",
  loading: "The form is being loaded …",
  unreachable:
    "The form can not be reached right now. It appears as soon as there is a connection. Your text is kept.",
  missing: "There is no contact form on this site at the moment.",
  insecure: "Without https the contact form is not possible on this page.",
  labels: {
    name: "Name",
    email: "E-mail address",
    telephone: "Telephone number",
    subject: "Subject",
    message: "Your message",
  },
  group: "Department",
  choose: "Please choose",
  required: "required",
  problems: {
    required: "We need this.",
    not_an_email: "Please enter one like name@example.com.",
    not_a_telephone: "Please enter one like +49 30 123456.",
    not_an_option: "Please choose something.",
    unknown: "This is no longer part of the form.",
  },
  left: (count) => `${characters(count)} left`,
  tooLong: (count) => `${characters(count)} too long.`,
  check: (count) => (count === 1 ? "Please check one field." : `Please check ${count} fields.`),
  send: "Send",
  sending: "Sending …",
  waiting: "Not sent yet. Your request is kept here until there is a connection, and is sent then.",
  edit: "Edit",
  automatic: "Please send it once more: that looked like a program.",
  refused: "That did not work. What you entered stays here.",
  received: "Thank you, your request has arrived.",
  deleted: (date) => `We delete it on ${date} at the latest.`,
  another: "Write another request",
};

export const privacy: PrivacyTexts = {
  titles: {
    form: "Contact form",
    settings: "Settings",
    stored: "What is stored",
    download: "Download my data",
    erase: "Delete my data",
    forget: "Forget this browser",
  },
  loading: "Loading …",
  purposes: { analysis: "Usage analysis", errors: "Error reports" },
  analysed:
    "With the usage analysis we learn how the chat is used: what is done in it, time and page, country and shortened IP address, browser, language and screen size. Never what you write or who you are. Your choice stays in this browser.",
  keepsId: "While the analysis is on, a random id lies there, too, valid for one day.",
  notAnalysed: "On this website it is not analysed how the chat is used.",
  noTracking:
    "Your browser asks that you are not tracked (Global Privacy Control or Do Not Track). So it is not analysed how you use the chat.",
  reported:
    "If something in the chat breaks, it sends us an error report: what happened and where in the program, the last steps of the connection, website, browser, system and time. Never what you write or who you are. The report is deleted after 30 days at the latest. Your choice stays in this browser.",
  objects: "objected",
  agrees: "agreed",
  on: "Switched on.",
  off: "Switched off. From now on nothing is sent for it.",
  onServer: "On the server",
  inBrowser: "In this browser",
  nothing: "Nothing.",
  unreachable: "The server can not be reached right now.",
  again: "Try again",
  stored: {
    conversation: "Entries of your conversation",
    contact_requests: "Contact requests",
    connections: "Open connections",
    proofs: "Used proofs of your key",
  },
  kept: {
    key: "Key by which we recognise you",
    unsent: "Messages that were not sent",
    drafts: "Draft of the contact form",
    objections: "Your choice in the settings",
    visit: "Id of the usage analysis, valid for one day",
    reports: "Error reports that were not sent",
    erasures: "Deletions that are still to come",
  },
  since: (date) => `since ${date}`,
  until: (date) => `until ${date} at the latest`,
  backups: (days) => `What is deleted stays in backups for up to ${days} days.`,
  collecting: "Your data is being collected …",
  collected: "Your data is ready.",
  partly:
    "The server can not be reached right now. Here is what lies in this browser; the rest follows by itself as soon as there is a connection.",
  json: "For programs (JSON)",
  html: "For reading (HTML)",
  authors: { visitor: "You", agent: "Our team" },
  fields: {
    made_at: "Made",
    visitor_id: "Your id",
    site: "Website",
    conversation: "Conversation",
    entries: "Course",
    marks: "Delivered and seen up to",
    fields: "Details",
    notes: "Notes of our team",
    name: "Field",
    email: "E-mail",
    telephone: "Telephone",
    subject: "Subject",
    message: "Message",
    value: "Content",
    text: "Text",
    group: "Department",
    state: "State",
    locale: "Language",
    consent: "Consent",
    received_at: "Received",
    changed_at: "Changed",
    deleted_at: "Deleted at the latest",
    started_at: "Begun",
    at: "Time",
    author: "From",
    until: "Until",
  },
  erasing:
    "Your conversation and your contact requests are deleted on the server and in this browser. Our team does not see them any more either.",
  erase: "Delete everything",
  forgetting:
    "All that the chat has stored in this browser is removed. The key is part of it: without it you can not read or delete your data on the server yourself any more.",
  forgetAll: "Delete on the server, too",
  forgetHere: "Only forget it here",
  sure: "This can not be undone.",
  yes: "Delete for good",
  no: "Cancel",
  erasedHere: "Everything in this browser has been deleted.",
  onlyHere: "On the server there was nothing of this browser to delete.",
  forgotten:
    "This browser has forgotten everything. What is on the server is deleted there when its time is up.",
  working: "It is being deleted on the server …",
  away: "It is deleted on the server as soon as there is a connection. Until then only this order stays here.",
  refused: "The server could not do it just now. We try again when you open the chat.",
  erased: "Everything on the server has been deleted, too.",
  receipt: (date, backups) => `Receipt of ${date}. In backups until ${backups}.`,
  save: "Save receipt",
  news: "Your data has now been deleted on the server, too. The receipt is in the menu under “Delete my data”.",
};

export const analysis: AnalysisTexts = {
  title: "Usage analysis",
  question:
    "May we analyse how you use the chat: what you do in it, time and page, country and shortened IP address, browser, language and screen size? Never what you write or who you are. A random id for it lies in this browser and is valid for one day. You can change this at any time in the menu under “Settings”.",
  agree: "Agree",
  decline: "Decline",
};
