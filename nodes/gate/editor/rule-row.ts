import { doubtOf, showDoubt } from './doubts';
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
import { problemOf, type SavedRule } from './rule-problems';

/** What a new rule asks for. */
const NEW_RULE: SavedRule = { metric: 'positives', op: '>', value: 1 };

/** Under this name a row keeps what reads its rule. */
const READER = 'read';

/** The same for what checks it. */
const CHECKER = 'check';

/** Draws one rule into a row of the list, and calls `onChange` then and after each change. */
export function drawRule(
  node: Translating,
  row: JQuery,
  rule: SavedRule,
  onChange: () => void,
): void {
  const fields = drawFields(node, row);
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
    const now = read();
    markProblems(node, fields, now);
    const doubt = problemOf(now) === undefined ? doubtOf(node, now) : undefined;
    showDoubt(node, fields.doubt, doubt, (value) => {
      fields.text.val(value).trigger('focus');
      check();
    });
    onChange();
  }

  function refresh(): void {
    offerOperators(node, fields, { metric, op });
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
  showValue(node, fields, saved, shownKind);
  offerOperators(node, fields, { metric, op });
  fields.op.val(op);
  row.data(READER, read);
  row.data(CHECKER, check);
  refresh();
  drawn = JSON.stringify(readFields(fields, saved));
  fields.metric.on('change', followMetric);
  fields.op.add(fields.level).on('change', refresh);
  fields.text.add(fields.typed).add(fields.path).on('change keyup', check);
}

/** Looks at the rule of a row anew: what is known has changed. */
export function checkRow(row: JQuery): void {
  const check: (() => void) | undefined = row.data(CHECKER);
  check?.();
}

/** The rule of a row, or `undefined` before it is drawn. */
export function readRow(row: JQuery): SavedRule | undefined {
  const read: (() => SavedRule) | undefined = row.data(READER);
  return read?.();
}
