import { signal } from "@preact/signals";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { PresenceChoice } from "../../../src/console/components/PresenceChoice.js";
import type { Attendance } from "../../../src/console/desk/attendance.js";
import { clear, draw } from "./page.js";

const attendance = signal<Attendance>("available");
const choose = vi.fn();
const box = () => document.querySelector("select") as HTMLSelectElement;
const words = () => [...box().options].map(({ text }) => text.trim());

async function show(state: Attendance) {
  attendance.value = state;
  const presence = { attendance, choose, greeting: vi.fn(), end: vi.fn() };
  await draw(<PresenceChoice presence={presence} />);
}

afterEach(async () => {
  vi.clearAllMocks();
  await clear();
});

test("it says what the agent is, in words and under a name", async () => {
  await show("available");
  expect(box().labels?.[0]?.querySelector(".hidden")?.textContent).toBe("Your presence");
  expect(words()).toEqual(["Available", "Away"]);
  expect(box().value).toBe("available");
  await act(() => {
    attendance.value = "away";
  });
  expect(box().value).toBe("away");
});

test.each(["available", "away"] as const)("the agent chooses to be %s", async (chosen) => {
  await show(chosen === "away" ? "available" : "away");
  box().value = chosen;
  await act(() => void box().dispatchEvent(new Event("change", { bubbles: true })));
  expect(choose).toHaveBeenCalledExactlyOnceWith(chosen);
});

test("away by itself is told apart, and is nothing to choose", async () => {
  await show("idle");
  expect(box().selectedOptions[0]?.text.trim()).toBe("Away (no activity)");
  expect(box().selectedOptions[0]?.disabled).toBe(true);
  await act(() => {
    attendance.value = "available";
  });
  expect(words()).toEqual(["Available", "Away"]);
  expect(box().value).toBe("available");
});
