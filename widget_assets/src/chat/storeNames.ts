/** The database of the visitor, apart for each website that the widget is on. */
export const DATABASE = "tresen";
/** Is in `localStorage` while the contact form waits to be sent. */
export const FORM_SENT = "tresen.contact";
/** Is in `localStorage` where the visitor has written: when that was. */
export const CONTACTS = "tresen.contacts";
/** Is in `localStorage` where the visitor has agreed to the analysis: the technical id of one day. */
export const VISIT = "tresen.visit";
/** Is in `localStorage` while reports of errors wait to be sent. */
export const REPORTS = "tresen.reports";
