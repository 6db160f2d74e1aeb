/** Alerts and the board are made of figures that some line of code writes, and each alert leads to what is to be done. */
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeMetrics } from '../src/platform/metrics.ts';
import { anchorOf, RUNBOOKS, runbookHeadings, textOf } from './operating.ts';
import { isTest, sourcesBelow } from './source.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

const groups = (parse(textOf('deploy/prometheus/alerts.yaml'), { strict: true }) as { groups: { rules: Rule[] }[] })
  .groups;
const rules = groups.flatMap((group) => group.rules);
const board = JSON.parse(textOf('deploy/grafana/kaitong.json')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
};

interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly value: string }[];
}

/** What an expression reads, and the places where it is none. Variables of the board stand in strings only. */
function read(expression: string): { readonly selectors: Selector[]; readonly faults: number[] } {
  const selectors: { metric: string; matchers: { label: string; value: string }[] }[] = [];
  const faults: number[] = [];
  let label = '';
  let inMatcher = false;
  parser.parse(expression).iterate({
    enter(node) {
      const text = expression.slice(node.from, node.to);
      if (node.type.isError) faults.push(node.from);
      if (node.name === 'UnquotedLabelMatcher') inMatcher = true;
      if (node.name === 'Identifier') selectors.push({ metric: text, matchers: [] });
      if (node.name === 'LabelName' && inMatcher) label = text;
      if (node.name === 'StringLiteral' && inMatcher)
        selectors.at(-1)?.matchers.push({ label, value: text.slice(1, -1) });
    },
    leave(node) {
      if (node.name === 'UnquotedLabelMatcher') inMatcher = false;
    },
  });
  return { selectors, faults };
}

const metrics = makeMetrics();
/** Only Linux counts open files; the rules are for servers. */
const OF_LINUX = ['kaitong_process_open_fds', 'kaitong_process_max_fds'];

/** Every name that /metrics says, with the labels that it may have. */
async function exported(): Promise<Map<string, readonly string[]>> {
  const names = new Map<string, readonly string[]>(OF_LINUX.map((name) => [name, []]));
  const own = new Map(
    Object.values(metrics)
      .filter((one) => 'labelNames' in one)
      .map((one) => one as unknown as { name: string; labelNames: string[] })
      .map(({ name, labelNames }) => [name, labelNames]),
  );
  for (const { name, type } of await metrics.registry.getMetricsAsJSON()) {
    const labels = own.get(name) ?? [];
    // the type is an enum of the library's or its word, by version
    if (String(type) === 'histogram') {
      names.set(`${name}_bucket`, [...labels, 'le']);
      for (const end of ['_sum', '_count']) names.set(name + end, labels);
    } else names.set(name, labels);
  }
  return names;
}

/** Names whose field some line of the program writes. */
function written(): Set<string> {
  const text = sourcesBelow('server/src')
    .filter(({ path }) => !isTest(path) && path !== 'server/src/platform/metrics.ts')
    .map((file) => file.text)
    .join('\n');
  return new Set(
    Object.entries(metrics)
      .filter(([field]) => new RegExp(`\\bmetrics\\.${field}\\.(inc|set|observe)\\(`).test(text))
      .map(([, one]) => (one as unknown as { name: string }).name),
  );
}

/** Of Prometheus itself. */
const ITS_OWN = ['up'];
const ITS_LABELS = ['instance', 'job'];
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

describe('the reader of expressions', () => {
  it('finds what an expression reads and where it is none', () => {
    expect(read('sum by (le) (rate(a_b{c="d"}[5m])) > 0.5')).toEqual({
      selectors: [{ metric: 'a_b', matchers: [{ label: 'c', value: 'd' }] }],
      faults: [],
    });
    expect(read('sum by (le (rate(a_b[5m]))').faults).not.toEqual([]);
  });
  it('sees a figure that is exported and written by nobody', () => {
    expect(written()).toContain('kaitong_network_up');
    expect(written()).not.toContain('kaitong_nobody_total');
    expect(written().size).toBeGreaterThan(8);
  });
});

describe.each(expressions)('%s', (_name, expression) => {
  const { selectors, faults } = read(expression);
  it('is an expression of PromQL', () => expect(faults).toEqual([]));
  it('reads only figures that are exported, by labels that they have', async () => {
    const names = await exported();
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of selectors) {
      expect([...names.keys(), ...ITS_OWN]).toContain(metric);
      for (const { label } of matchers) expect([...(names.get(metric) ?? []), ...ITS_LABELS]).toContain(label);
    }
  });
  it('reads only what some line of the program writes', () => {
    const own = Object.values(metrics).flatMap((one) =>
      'labelNames' in one ? [(one as unknown as { name: string }).name] : [],
    );
    for (const { metric } of selectors) {
      const name = own.find((one) => metric === one || metric.startsWith(`${one}_`));
      if (name !== undefined) expect([...written()]).toContain(name);
    }
  });
  it('asks for reasons that the program gives', () => {
    const text = sourcesBelow('server/src/inbound/terminal')
      .filter(({ path }) => !isTest(path))
      .map((file) => file.text)
      .join('\n');
    for (const { matchers } of selectors)
      for (const { label, value } of matchers)
        if (label === 'reason') for (const one of value.split('|')) expect(text).toContain(`'${one}'`);
  });
});

describe('the alerts', () => {
  it('each lead to a runbook that there is', () => {
    const anchors = runbookHeadings().map(anchorOf);
    for (const { alert, annotations } of rules) {
      const [file, anchor = ''] = annotations.runbook_url.split('#');
      expect([alert, file]).toEqual([alert, RUNBOOKS]);
      expect(anchors).toContain(anchor);
    }
  });
  it('have names of their own, a severity that somebody knows, and are all named in the runbooks', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    const said = textOf(RUNBOOKS);
    for (const { alert, labels, for: span } of rules) {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(span ?? '1m').toMatch(/^\d+m$/);
      expect(said).toContain(`\`${alert}\``);
    }
  });
});

describe('the board', () => {
  it('shows each panel once, beside and not over another', () => {
    const places = board.panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
    expect(new Set(places).size).toBe(board.panels.length);
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    for (const { gridPos } of board.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
  it('asks for its machines by a figure that is exported', async () => {
    const query = board.templating.list.find(({ name }) => name === 'instance')?.query ?? '';
    const [, metric = ''] = /^label_values\((\w+), instance\)$/.exec(query) ?? [];
    expect([...(await exported()).keys()]).toContain(metric);
  });
});
