/** A file of the build: where it lies on the chat's origin, and its hash. */
export type Part = { readonly path: string; readonly integrity: string };
