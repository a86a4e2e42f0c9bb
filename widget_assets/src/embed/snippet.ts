import { mountSnippet } from "./mountSnippet.js";

mountSnippet();
