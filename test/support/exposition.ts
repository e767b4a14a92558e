import assert from 'node:assert/strict';

/** A number of a metric, as a scrape reads it. */
export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(String.raw`^# HELP (${NAME}) ((?:[^\\\n]|\\\\|\\n)+)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.+)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^\\\n"]|\\\\|\\n|\\")*)"(,|$)/y;
const ESCAPED: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\"': '"' };

/**
 * Reads a text by the grammar of Prometheus' text format, version 0.0.4, and by its rules: each metric
 * has HELP and TYPE before its samples, all in one group, and no sample comes twice.
 */
export function readExposition(text: string): ReadSample[] {
  assert.ok(text === '' || text.endsWith('\n'), 'the last line ends');
  const samples: ReadSample[] = [];
  const seen = new Set<string>();
  const metrics = new Map<string, string>();
  let current = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const help = HELP.exec(line)?.[1];
    const [, typed, type = ''] = TYPE.exec(line) ?? [];
    if (help !== undefined) {
      assert.ok(!metrics.has(help), `${help} is one group`);
      current = help;
      metrics.set(help, '');
    } else if (typed !== undefined) {
      assert.equal(typed, current, 'TYPE follows HELP');
      assert.equal(typed.endsWith('_total'), type === 'counter', `${typed} is a ${type}`);
      metrics.set(typed, type);
    } else samples.push(readSample(line, current, seen));
  }
  return samples;
}

function readSample(line: string, current: string, seen: Set<string>): ReadSample {
  const [, name = '', inBraces = '', value = ''] = SAMPLE.exec(line) ?? [];
  assert.equal(name, current, `a sample of ${current}: ${line}`);
  const labels = readLabels(inBraces);
  const sorted = Object.keys(labels)
    .toSorted()
    .map((label) => [label, labels[label]]);
  const series = JSON.stringify([name, sorted]);
  assert.ok(!seen.has(series), `${line} comes once`);
  seen.add(series);
  assert.match(value, /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/);
  return { name, labels, value: Number(value) };
}

function readLabels(inBraces: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inBraces.length) {
    const [, name = '', value = ''] = LABEL.exec(inBraces) ?? [];
    assert.notEqual(name, '', `labels: ${inBraces}`);
    assert.ok(!(name in labels), `${name} comes once`);
    labels[name] = value.replaceAll(/\\[\\n"]/g, (mark) => ESCAPED[mark] ?? mark);
  }
  return labels;
}
