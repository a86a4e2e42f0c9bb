import { fileURLToPath } from "node:url";

export default {
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["tests/**/*.test.{ts,tsx,mjs}"],
    setupFiles: ["tests/patience.ts"],
    environment: "happy-dom",
    passWithNoTests: false,
    // Longer than anything in a test waits, so that what it waited for is named.
    testTimeout: 60_000,
  },
};
