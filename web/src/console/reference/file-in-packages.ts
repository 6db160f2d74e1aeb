/** A CSV cut into packages that fit into a request, each with the header before its lines. */
export interface Package {
  /** Where its first line stands in the file; the header is line 1. */
  readonly firstLine: number;
  readonly lines: number;
  readonly text: string;
}

/** The server takes 180,000 characters; a character has three bytes at most where it counts. */
const PACKAGE_CHARACTERS = 50_000;

/** UTF-8, or GB18030 as spreadsheets in China write it; undefined where it is neither. */
export function textOfFile(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  return undefined;
}

/** Empty lines keep their number, so that a fault is found where an editor shows it. */
export function packagesOf(text: string): Package[] {
  const [header = '', ...lines] = text.split(/\r\n|\n|\r/);
  const packages: Package[] = [];
  let held: string[] = [];
  let size = 0;
  let first = 2;
  const close = (): void => {
    if (held.some((line) => line.trim() !== ''))
      packages.push({ firstLine: first, lines: held.length, text: `${header}\n${held.join('\n')}\n` });
    first += held.length;
    [held, size] = [[], 0];
  };
  for (const line of lines) {
    if (size + line.length > PACKAGE_CHARACTERS) close();
    held.push(line);
    size += line.length + 1;
  }
  close();
  return packages;
}
