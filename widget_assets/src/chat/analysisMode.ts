import type { AvailabilityFile } from "../loader/AvailabilityFile.js";

/** How use is analysed, if it is: on the chat's own pages never, as nobody takes it who could tell whose it is. */
export const analysisMode = (
  origin: string,
  file: AvailabilityFile | undefined,
): AvailabilityFile["analysis"] => (origin === location.origin ? undefined : file?.analysis);
