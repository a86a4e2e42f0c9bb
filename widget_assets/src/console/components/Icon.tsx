const PATHS = {
  back: "M19 12H5m6-6-6 6 6 6",
  send: "M4 12h15m-6-6 6 6-6 6",
  down: "M12 5v14m6-6-6 6-6-6",
  check: "m5 12.5 4.5 4.5L19 7.5",
  alert: "M12 8v5m0 3.5v.01M12 3 2.5 20h19z",
  erase: "M4 7h16M9 7V4h6v3m-8 0 1 13h8l1-13m-7 4v5m4-5v5",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
