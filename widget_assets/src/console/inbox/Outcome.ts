import type { ApiProblem } from "../api/createApi.js";
import type { ContactChange } from "./ContactChange.js";

/** What came of the last thing that was tried with a contact request. */
export type Outcome =
  | { readonly kind: "done"; readonly change: ContactChange["type"] }
  /** Somebody else was faster: it is shown as it stands now. */
  | { readonly kind: "changed" }
  | { readonly kind: "problem"; readonly problem: ApiProblem };
