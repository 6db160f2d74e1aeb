import type { ReactElement } from 'react';

/** Line drawings, because not every machine has a font with these signs. */
const shapes: Readonly<Record<string, string>> = {
  sale: 'M3 6h18v12H3zM3 10h18M6 15h4',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  void: 'M9 7H4V2M4 7a9 9 0 1 1-1 6',
  query: 'M10 4a6 6 0 1 1 0 12a6 6 0 0 1 0-12M15 15l6 6',
  other: 'M5 12h1M12 12h1M19 12h1M5 5h14M5 19h14',
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
  signal2: 'M4 20v-4M9 20v-8',
  signal1: 'M4 20v-4',
  signal0: 'M4 8l8 8M12 8l-8 8',
  battery: 'M3 8h15v8H3zM21 11v2M6 11v2M9 11v2M12 11v2',
  batteryLow: 'M3 8h15v8H3zM21 11v2M6 11v2',
  charging: 'M3 8h15v8H3zM21 11v2M11 9l-3 3h4l-3 3',
  reversal: 'M9 7H4V2M4 7a9 9 0 1 1-1 6M12 8v5M12 16v1',
  refund: 'M9 14l-4-4l4-4M5 10h10a4 4 0 0 1 0 8h-3',
  preauth: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  balance: 'M4 7h14a2 2 0 0 1 2 2v8H6a2 2 0 0 1-2-2zM15 12h3',
  print: 'M7 9V4h10v5M5 9h14v7H5zM8 14h8v6H8z',
  paper: 'M6 3h9l3 3v15H6zM9 9l6 6M15 9l-6 6',
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
