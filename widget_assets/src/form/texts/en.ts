import type { FormTexts } from "./FormTexts.js";

const characters = (count: number) => (count === 1 ? "one character" : `${count} characters`);

export const en: FormTexts = {
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
