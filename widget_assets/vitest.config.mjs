import { fileURLToPath } from "node:url";

export default {
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: { include: ["tests/**/*.test.{ts,tsx,mjs}"], environment: "happy-dom", passWithNoTests: false },
};
