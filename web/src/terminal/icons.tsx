import type { ReactElement } from 'react';

/** Line drawings, because not every machine has a font with these signs. */
const shapes: Readonly<Record<string, string>> = {
  sale: 'M3 6h18v12H3zM3 10h18M6 15h4',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  void: 'M9 7H4V2M4 7a9 9 0 1 1-1 6',
  query: 'M10 4a6 6 0 1 1 0 12a6 6 0 0 1 0-12M15 15l6 6',
  manage: 'M4 6h16M4 12h16M4 18h10',
  settings: 'M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  cancel: 'M6 6l12 12M18 6L6 18',
  clear: 'M8 5h12v14H8l-6-7zM11 9l6 6M17 9l-6 6',
  menu: 'M4 6h16M4 12h16M4 18h16',
  up: 'M5 15l7-7l7 7',
  down: 'M5 9l7 7l7-7',
  confirm: 'M12 5a7 7 0 1 1 0 14a7 7 0 0 1 0-14',
  power: 'M12 3v9M7 6a8 8 0 1 0 10 0',
  signal: 'M4 20v-4M9 20v-8M14 20V8M19 20V4',
  battery: 'M3 8h15v8H3zM21 11v2M6 11v2M9 11v2M12 11v2',
  reversal: 'M9 7H4V2M4 7a9 9 0 1 1-1 6M12 8v5M12 16v1',
  good: 'M5 13l5 5L19 7',
  bad: 'M12 4v11M12 19v1',
};

export function Icon({ name }: { readonly name: string }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name] ?? ''} />
    </svg>
  );
}
