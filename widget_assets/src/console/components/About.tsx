import type { Introductions } from "../desk/introductionsOf.js";
import { FactList } from "./FactList.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

type Props = { introductions: Introductions };

/** Who the visitor is, as far as the site's server has signed it, and what the page says, which nobody has checked. */
export function About({ introductions: { identified, described } }: Props) {
  const { texts } = useWords();
  const { about } = texts;
  const attributes = Object.entries(described?.attributes ?? {});
  if (!identified && !attributes.length) return null;
  return (
    <section class="about" aria-label={about.title}>
      {identified && (
        <div class="about-who">
          <p class="about-source confirmed">
            <Icon name="check" />
            {about.confirmed}
          </p>
          <FactList
            facts={[
              [about.name, identified.name],
              [about.email, identified.email],
              [about.customerId, identified.customer_id],
            ]}
          />
        </div>
      )}
      {attributes.length > 0 && (
        <details class="about-page">
          <summary class="about-source">{about.unchecked(attributes.length)}</summary>
          <FactList facts={attributes.map(([name, value]) => [name, value || "–"])} />
        </details>
      )}
    </section>
  );
}
