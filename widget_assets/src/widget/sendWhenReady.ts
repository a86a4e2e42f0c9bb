import type { Composer } from "./createComposer.js";
import type { LazyTalk } from "./createLazyTalk.js";

/**
 * Sends what was written. As long as there is nothing that sends it, the field holds it: it goes as soon as there is. Whether
 * it is on its way.
 */
export function sendWhenReady(text: string, lazy: LazyTalk, composer: Composer): boolean {
  if (lazy.visitor) {
    lazy.visitor.talk.send(text);
    return true;
  }
  composer.hold(true);
  void lazy.need().then(() => {
    composer.hold(false);
    if (lazy.visitor) composer.send();
  });
  return false;
}
