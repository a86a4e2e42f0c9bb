import type { ChangeContactRequest } from "../../protocol/requests.js";

/** What an agent does with a contact request. */
export type ContactChange = ChangeContactRequest["change"];
