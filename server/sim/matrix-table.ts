/** The table of docs/protocol, out of what a run has seen. */
import { FAULTS, KINDS, whyNot, type Cell } from './matrix.ts';

export function matrixTable(cells: readonly Cell[]): string {
  const of = new Map(cells.map((cell) => [`${cell.kind} ${cell.fault}`, cell]));
  const reasons: string[] = [];
  /** A letter for each reason, in the order in which they come. */
  const none = (reason: string): string => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return `– ${String.fromCodePoint(97 + reasons.indexOf(reason))}`;
  };
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const lines = FAULTS.map((fault) =>
    row([
      fault.replaceAll('_', ' '),
      ...KINDS.map((kind) => {
        const cell = of.get(`${kind} ${fault}`);
        if (cell === undefined) return none(whyNot(kind, fault) ?? 'not run');
        return `${cell.seen.replaceAll('_', ' ')} → ${cell.ended}`;
      }),
    ]),
  );
  return `# Each transaction on each bad day

Written by \`npm run sim -- matrix --write\`; not by hand. A cell is \`what the terminal saw → what became of the transaction\`, and stands
here only if terminal, switch, card network and ledger agreed on that in the end: no reversal left over, the network's status the same,
pending money, debt and holds of the merchant as its transactions make them, trial balance zero. In the column of the reversal the first
word is what the terminal saw of its 0400, the last what became of the sale; faults of the network meet the 0420 that follows. What
travels as 0220 (refund, completion advice, offline sale, tip, adjustment) has no reversal: the host asks the network until it knows. Of a
refund and a completion advice a terminal that heard nothing leaves it to a person to look; the other three it tells again itself.

${row(['fault', ...KINDS.map((kind) => kind.replaceAll('_', ' '))])}
${row(['---', ...KINDS.map(() => '---')])}
${lines.join('\n')}

No such cell: ${reasons.map((reason, i) => `${String.fromCodePoint(97 + i)}, ${reason}`).join('; ')}.

Faults of the line are made between device and gateway; the gateway is a process that is killed (SIGKILL) when its statement passes on
the way to PostgreSQL, or when PostgreSQL's answer passes on the way back; the network's simulator holds its answer after it has acted
and is killed then, or before. A network that answers twice, with a wrong MAC, another amount or a wrong proof for the chip (the card is
inserted in that row), or whose line is cut before or after it acted, does so once. What a minute would bring (the sweep, the terminal's next transaction) is brought at once.
`;
}
