import { afterEach, expect, test, vi } from "vitest";
import { UnsentMessages } from "../../../src/console/components/UnsentMessages.js";
import { clear, draw, press } from "./page.js";

afterEach(clear);

test("what is not acknowledged looks so, and what failed says why and can be sent again", async () => {
  const onSendAgain = vi.fn();
  const unsent = [
    { client_message_id: "m1", text: "on its way", cursor: 1 },
    { client_message_id: "m2", text: "lost", cursor: 1, failed: true, code: "not_open" as const },
    { client_message_id: "m3", text: "behind it", cursor: null },
  ];
  await draw(<UnsentMessages unsent={unsent} onSendAgain={onSendAgain} />);
  const [first, second, third] = document.querySelectorAll("li");
  expect(first?.textContent).toBe("on its way");
  expect(third?.textContent).toBe("behind itBeing sent …");
  expect(second?.textContent).toContain("Not sent. The conversation has ended.");
  await press("Send again");
  expect(onSendAgain).toHaveBeenCalledWith("m2");
});
