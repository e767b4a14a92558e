import {
  drawFields,
  markProblems,
  offerMetrics,
  offerOperators,
  readFields,
  setFreshValue,
  showFields,
  showValue,
  textIn,
} from './rule-fields';
import { shownOf } from './metrics';
import type { SavedRule } from './rule-problems';

/** What a new rule asks for. */
const NEW_RULE: SavedRule = { metric: 'positives', op: '>', value: 1 };

/** Under this name a row keeps what reads its rule. */
const READER = 'read';

/** Draws one rule into a row of the list, and calls `onChange` then and after each change. */
export function drawRule(
  node: Translating,
  row: JQuery,
  rule: SavedRule,
  onChange: () => void,
): void {
  const fields = drawFields(row);
  const saved = Object.keys(rule).length === 0 ? NEW_RULE : rule;
  const metric = saved.metric || 'positives';
  const op = saved.op || '>';
  let shownKind = shownOf(metric).kind;
  let drawn = '';

  /** Exactly the rule that was saved as long as nothing is changed. */
  function read(): SavedRule {
    const now = readFields(fields, saved);
    return JSON.stringify(now) === drawn ? saved : now;
  }

  function check(): void {
    markProblems(node, fields, read());
    onChange();
  }

  function refresh(): void {
    offerOperators(fields, { metric, op });
    showFields(node, fields, saved);
    check();
  }

  /** A value of another kind would not fit: a fresh one takes its place. */
  function followMetric(): void {
    const { kind } = shownOf(textIn(fields.metric));
    if (kind !== shownKind) setFreshValue(fields, kind);
    shownKind = kind;
    refresh();
  }

  offerMetrics(node, fields, metric);
  showValue(fields, saved, shownKind);
  offerOperators(fields, { metric, op });
  fields.op.val(op);
  row.data(READER, read);
  refresh();
  drawn = JSON.stringify(readFields(fields, saved));
  fields.metric.on('change', followMetric);
  fields.op.add(fields.level).on('change', refresh);
  fields.text.add(fields.typed).add(fields.path).on('change keyup', check);
}

/** The rule of a row, or `undefined` before it is drawn. */
export function readRow(row: JQuery): SavedRule | undefined {
  const read: (() => SavedRule) | undefined = row.data(READER);
  return read?.();
}
