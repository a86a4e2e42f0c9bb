import type { FieldProblem } from "../protocol/requests.js";

/** Everything that the contact form says, in one language. */
export type FormTexts = {
  readonly title: string;
  readonly loading: string;
  readonly unreachable: string;
  readonly missing: string;
  readonly insecure: string;
  /** Of the fields that every form knows, by their names. */
  readonly labels: Readonly<Record<string, string>>;
  readonly group: string;
  readonly choose: string;
  /** Behind the label of a field that has to be filled in. */
  readonly required: string;
  readonly problems: Readonly<Record<Exclude<FieldProblem, "too_long">, string>>;
  readonly left: (characters: number) => string;
  readonly tooLong: (characters: number) => string;
  readonly check: (fields: number) => string;
  readonly send: string;
  readonly sending: string;
  readonly waiting: string;
  readonly edit: string;
  readonly automatic: string;
  readonly refused: string;
  readonly received: string;
  readonly deleted: (date: string) => string;
  readonly another: string;
};
