import type { Problem } from "../protocol/requests.js";

/** Whether an answer is a refusal; only those have a code. */
export const isProblem = (answer: object): answer is Problem => "code" in answer;
