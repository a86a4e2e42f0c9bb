/** One of some, as buttons side by side. */
export function Choices<T extends string | number | null>(props: {
  /** What is chosen, for those who do not see it. */
  legend: string;
  among: readonly T[];
  chosen: T;
  word(choice: T): string;
  onChoose(choice: T): void;
}) {
  const { legend, among, chosen, word, onChoose } = props;
  return (
    <fieldset class="states">
      <legend class="hidden">{legend}</legend>
      {among.map((choice) => (
        <button
          key={choice}
          type="button"
          class="state"
          aria-pressed={choice === chosen}
          onClick={() => onChoose(choice)}
        >
          {word(choice)}
        </button>
      ))}
    </fieldset>
  );
}
