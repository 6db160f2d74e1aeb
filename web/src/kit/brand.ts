/** One look for all pages; the same values stand in brand.css for pages without a component library. */
export const BRAND = {
  main: '#0b6b5d',
  dark: '#084f45',
  soft: '#e3f1ee',
  ink: '#16211f',
  dim: '#51605d',
  warn: '#9a5b00',
  bad: '#b3261e',
  good: '#176b3a',
} as const;
