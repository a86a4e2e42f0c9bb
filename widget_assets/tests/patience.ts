import { vi } from "vitest";

const PATIENCE_MS = 20_000;

// By itself vitest gives up after a second, in which a busy machine may not even make a key.
const { waitFor, waitUntil } = vi;
vi.waitFor = (callback, options = PATIENCE_MS) => waitFor(callback, options);
vi.waitUntil = (callback, options = PATIENCE_MS) => waitUntil(callback, options);
