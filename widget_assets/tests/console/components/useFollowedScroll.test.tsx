import { useRef } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useFollowedScroll } from "../../../src/console/components/useFollowedScroll.js";
import { clear, draw } from "./page.js";

const onAtEnd = vi.fn();
const onMore = vi.fn();
let height: number;
let top: number;

/** Ten lines, the first is `first`; drawn anew whenever what is in it has grown. */
function Box({ first, newer = false }: { first: number; content?: number; newer?: boolean }) {
  const box = useRef<HTMLElement>(null);
  const { away, leave } = useFollowedScroll({ box, newer, onAtEnd, onMore });
  return (
    <section ref={box} data-away={away}>
      <button type="button" onClick={() => leave(false)} />
      {Array.from({ length: 10 }, (_, index) => first + index).map((line) => (
        <p key={line} data-key={line} />
      ))}
    </section>
  );
}

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  height = 1000;
  top = 0;
  // Each line has its part of the height.
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    const lines = [...document.querySelectorAll("p")];
    const at = lines.indexOf(this as HTMLParagraphElement);
    return at < 0
      ? new DOMRect()
      : new DOMRect(0, (at * height) / lines.length - top, 10, height / lines.length);
  });
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(() => height);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, "scrollTop", "get").mockImplementation(() => top);
  // A browser holds it between the start and the end.
  vi.spyOn(HTMLElement.prototype, "scrollTop", "set").mockImplementation((value) => {
    top = Math.min(Math.max(value, 0), height - 300);
  });
});

afterEach(async () => {
  await clear();
  vi.clearAllMocks();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const grow = async (to: number, first = 1) => {
  height = to;
  await draw(<Box first={first} content={to} />);
};
const scroll = (to: number) =>
  act(() => {
    top = to;
    document.querySelector("section")?.dispatchEvent(new Event("scroll"));
  });

test("it begins at the end and stays there", async () => {
  await draw(<Box first={1} />);
  expect(top).toBe(700);
  await grow(1200);
  expect(top).toBe(900);
});

test("whoever has scrolled up is left there", async () => {
  await draw(<Box first={1} />);
  await scroll(100);
  await grow(1200);
  expect(top).toBe(100);
});

test("what comes in before moves nothing before the reader's eyes", async () => {
  await draw(<Box first={5} />);
  await scroll(150);
  // The second line was the first in sight, and is the sixth now.
  await grow(1000, 1);
  expect(top).toBe(550);
});

test("nor does what goes before, as long as something in sight stays", async () => {
  await draw(<Box first={1} />);
  await scroll(650);
  await grow(1000, 6);
  expect(top).toBe(150);
});

test("at the end of the box there may be more: it is asked for, and the reader is not at the end of all", async () => {
  await draw(<Box first={1} newer />);
  await scroll(690);
  expect(onMore).toHaveBeenCalledOnce();
  expect(onAtEnd.mock.calls).toEqual([[false]]);
});

test("whoever is led to the end stays there", async () => {
  await draw(<Box first={1} />);
  await scroll(100);
  await act(() => document.querySelector("button")?.click());
  expect(top).toBe(700);
  expect(onAtEnd.mock.calls).toEqual([[false], [true]]);
});

test("what is dropped before a reader who is at the end leaves the reader there", async () => {
  await draw(<Box first={1} />);
  await grow(600, 200);
  expect(top).toBe(300);
});

test("leaving the end and coming back to it are told, once each", async () => {
  await draw(<Box first={1} />);
  await scroll(690);
  expect(onAtEnd).not.toHaveBeenCalled();
  await scroll(300);
  await scroll(100);
  expect(onAtEnd.mock.calls).toEqual([[false]]);
  await scroll(700);
  expect(onAtEnd.mock.calls).toEqual([[false], [true]]);
});
