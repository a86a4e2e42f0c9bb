/** Stands for the language of the page: the build puts each language's own file in this one's place. */
export * from "./en.js";
