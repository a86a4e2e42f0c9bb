import type { AnalysisTexts } from "../analysis/AnalysisTexts.js";
import type { FormTexts } from "../form/FormTexts.js";
import type { LauncherTexts } from "../loader/LauncherTexts.js";
import type { MenuTexts } from "../privacy/MenuTexts.js";
import type { PrivacyTexts } from "../privacy/PrivacyTexts.js";
import type { Direction } from "../widget/Direction.js";
import type { PanelTexts } from "../widget/PanelTexts.js";

export const locale = "en";

export const direction: Direction = "ltr";

const characters = (count: number) => (count === 1 ? "one character" : `${count} characters`);

export const launcher: LauncherTexts = {
  available: "Chat, we are here",
  busy: "Chat, everyone is busy right now",
  offline: "Chat, nobody is here right now",
  failed: "The chat did not load. Please try again.",
};

export const panel: PanelTexts = {
  title: "Chat",
  close: "Close chat",
  back: "Back to the chat",
  menu: "Menu",
  useForm: "Use the contact form",
  unread: (count) => (count === 1 ? "Chat, one new message" : `Chat, ${count} new messages`),
  states: {
    taken: "Our team is here",
    available: "We are here",
    busy: "Everyone is busy",
    offline: "Nobody is here right now",
  },
  welcome: "Hello!",
  welcomeMore: "How can we help you?",
  lastHere: (day) => `Last here: ${day}`,
  welcomeOffline: "Write to us, and we will answer here as soon as somebody is there.",
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
      visitor: "The conversation continues. It is waiting for someone from our team.",
      agent: "Our team continued the conversation.",
    },
    identified: {
      visitor: "This website has told us who you are.",
      agent: "This website has told us who you are.",
    },
    described: {
      visitor: "This website has told us about your visit.",
      agent: "This website has told us about your visit.",
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
    "Nobody is free right now. Your message is kept, and we will answer here as soon as somebody is there.",
  away: "No connection. What you write is kept and will be sent later.",
  missing: "The chat cannot be reached right now. Your text stays here.",
  insecure: "This page is loaded without https, so the chat cannot work here.",
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
    "The form cannot be reached right now. It will appear as soon as there is a connection. Your text is kept.",
  missing: "There is no contact form on this site at the moment.",
  insecure: "This page is loaded without https, so the contact form cannot work here.",
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
    unknown: "The form no longer asks for this.",
  },
  left: (count) => `${characters(count)} left`,
  tooLong: (count) => `${characters(count)} too long.`,
  check: (count) => (count === 1 ? "Please check one field." : `Please check ${count} fields.`),
  send: "Send",
  sending: "Sending …",
  waiting: "Not sent yet. Your request is kept here and will be sent as soon as there is a connection.",
  edit: "Edit",
  automatic: "Please send it once more: that looked like a program.",
  refused: "That did not work. What you entered stays here.",
  received: "Thank you, your request has arrived.",
  deleted: (date) => `We will delete it on ${date} at the latest.`,
  another: "Write another request",
};

export const menu: MenuTexts = {
  titles: {
    form: "Contact form",
    settings: "Settings",
    transcript: "Download transcript",
    stored: "What is stored",
    download: "Download my data",
    erase: "Delete my data",
    forget: "Forget this browser",
  },
  loading: "Loading …",
  unreachable: "The server cannot be reached right now.",
  again: "Try again",
  purposes: { analysis: "Usage analysis", errors: "Error reports" },
  analysed:
    "The usage analysis tells us how the chat is used: what is done in it, time and page, country and shortened IP address, browser, language and screen size. Never what you write or who you are. Your choice stays in this browser.",
  keepsId: "While the analysis is on, a random ID that is valid for one day is kept there, too.",
  notAnalysed: "This website does not analyse how the chat is used.",
  noTracking:
    "Your browser asks not to be tracked (Global Privacy Control or Do Not Track), so how you use the chat is not analysed.",
  denied: "This page has switched both off. As long as it does, nothing is sent for them.",
  reported:
    "If something in the chat breaks, it sends us an error report: what happened and where in the program, the last steps of the connection, website, browser, system and time. Never what you write or who you are. The report is deleted after 30 days at the latest. Your choice stays in this browser.",
  on: "Switched on.",
  off: "Switched off. From now on nothing is sent for it.",
};

export const privacy: PrivacyTexts = {
  objects: "objected",
  agrees: "agreed",
  onServer: "On the server",
  inBrowser: "In this browser",
  nothing: "Nothing.",
  stored: {
    conversation: "Entries of your conversation",
    contact_requests: "Contact requests",
    connections: "Open connections",
    proofs: "Used proofs of your key",
  },
  kept: {
    key: "Key by which we recognise you",
    history: "Entries of your conversation",
    contacts: "Times when you were in touch",
    unsent: "Messages that were not sent",
    drafts: "Draft of the contact form",
    objections: "Your choice in the settings",
    visit: "ID of the usage analysis, valid for one day",
    reports: "Error reports that were not sent",
    erasures: "Deletions that are still to come",
  },
  since: (date) => `since ${date}`,
  until: (date) => `until ${date} at the latest`,
  backups: (days) => `What is deleted stays in backups for up to ${days} days.`,
  collecting: "Your data is being collected …",
  collected: "Your data is ready.",
  partly:
    "The server cannot be reached right now. Here is what lies in this browser; the rest will follow by itself as soon as there is a connection.",
  transcribed: "Your conversation is ready.",
  transcribedPartly: "Earlier messages cannot be reached right now. Here is what the chat shows.",
  text: "Save as text",
  json: "For programs (JSON)",
  html: "For reading (HTML)",
  authors: { visitor: "You", agent: "Our team" },
  fields: {
    made_at: "Created",
    visitor_id: "Your ID",
    site: "Website",
    conversation: "Conversation",
    entries: "History",
    marks: "Delivered and seen up to",
    fields: "Details",
    notes: "Our team’s notes",
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
    started_at: "Started",
    at: "Time",
    author: "From",
    until: "Until",
  },
  erasing:
    "Your conversation and your contact requests are deleted on the server and in this browser. Our team will not see them any more either.",
  erase: "Delete everything",
  forgetting:
    "All that the chat has stored in this browser is removed. The key is part of it: without it you can no longer read or delete your data on the server yourself.",
  forgetAll: "Delete on the server, too",
  forgetHere: "Only forget it here",
  sure: "This cannot be undone.",
  yes: "Delete for good",
  no: "Cancel",
  erasedHere: "Everything in this browser has been deleted.",
  onlyHere: "There was nothing from this browser to delete on the server.",
  forgotten:
    "This browser has forgotten everything. What is on the server will be deleted there when its time is up.",
  working: "It is being deleted on the server …",
  away: "It will be deleted on the server as soon as there is a connection. Until then only this request stays here.",
  refused: "That did not work on the server just now. We will try again when you open the chat.",
  erased: "Everything on the server has been deleted, too.",
  receipt: (date, backups) => `Receipt of ${date}. In backups until ${backups}.`,
  save: "Save receipt",
  news: "Your data has now been deleted on the server, too. The receipt is in the menu under “Delete my data”.",
};

export const analysis: AnalysisTexts = {
  title: "Usage analysis",
  question:
    "May we analyse how you use the chat: what you do in it, time and page, country and shortened IP address, browser, language and screen size? Never what you write or who you are. A random ID for it is kept in this browser and is valid for one day. You can change this at any time in the menu under “Settings”.",
  agree: "Agree",
  decline: "Decline",
};
