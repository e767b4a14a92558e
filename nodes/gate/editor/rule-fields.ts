import { toNumber } from '../../../src/verdict/gate/comparison';
import { METRICS } from '../../../src/verdict/gate/rule';
import { offerFor, offerProperties } from './choices';
import { LEVELS, operatorsFor, shownOf, valueTypesFor, type Kind } from './metrics';
import { pathProblem, valueProblem, type SavedRule } from './rule-problems';

/** What the row of a rule consists of. */
export interface Fields {
  readonly metric: JQuery;
  readonly path: JQuery;
  readonly pathCell: JQuery;
  readonly op: JQuery;
  /** A value has three fields, of which one is shown. */
  readonly level: JQuery;
  readonly text: JQuery;
  readonly typed: JQuery;
  readonly unit: JQuery;
  /** What is doubtful about the rule. */
  readonly doubt: JQuery;
}

/** A property of the message, with those of the last one to choose from. */
const MESSAGE = { value: 'msg', label: 'msg.', validate: isPath };

function isPath(path: unknown): boolean {
  return RED.utils.validateTypedProperty(path, 'msg') === true;
}

/** Puts empty fields into a row, and under them the place for what the rule says of a message. */
export function drawFields(node: Translating, row: JQuery): Fields {
  const line = $('<div class="virustotal-gate-line"></div>').appendTo(row);
  const metric = $('<select class="virustotal-gate-metric"></select>').appendTo(line);
  metric.attr('aria-label', node._('rule.metric'));
  const pathCell = $('<div class="virustotal-gate-path"></div>').appendTo(line);
  const path = $('<input type="text" class="virustotal-gate-property" style="width: 100%" />');
  path.attr('aria-label', node._('rule.path')).appendTo(pathCell);
  path.typedInput({ default: 'msg', types: [MESSAGE] });
  offerProperties(pathCell.find('.red-ui-typedInput-input'));
  const op = $('<select class="virustotal-gate-op"></select>').appendTo(line);
  op.attr('aria-label', node._('rule.op'));
  const cell = $('<div class="virustotal-gate-value"></div>').appendTo(line);
  const unit = $('<span class="virustotal-gate-unit"></span>').appendTo(line);
  const level = $('<select class="virustotal-gate-level"></select>').appendTo(cell);
  const text = $('<input type="text" size="4" class="virustotal-gate-text" />').appendTo(cell);
  const typed = $('<input type="text" class="virustotal-gate-typed" style="width: 100%" />');
  level.add(text).add(typed).attr('aria-label', node._('rule.value'));
  text.attr({ autocomplete: 'off', spellcheck: 'false' });
  typed.appendTo(cell).typedInput({ default: 'num', types: ['num', 'str'] });
  const doubt = $('<div class="virustotal-gate-doubt" role="status"></div>').appendTo(row);
  $('<div class="virustotal-gate-ruling"></div>').appendTo(row);
  return { metric, path, pathCell, op, level, text, typed, unit, doubt };
}

/** Offers all metrics, and chooses the saved one. */
export function offerMetrics(node: Translating, { metric }: Fields, saved: string): void {
  offer(metric, withSaved(METRICS, saved), (name) => {
    const { label } = shownOf(name);
    return label === undefined ? name : node._(label);
  });
  metric.val(saved);
}

/** Offers the operators that fit, and the saved one with the metric that it was saved with. */
export function offerOperators(
  node: Translating,
  { metric, level, op }: Fields,
  saved: { readonly metric: string; readonly op: string },
): void {
  const chosen = textIn(metric);
  const fitting = operatorsFor(chosen, textIn(level));
  const offered = chosen === saved.metric ? withSaved(fitting, saved.op) : fitting;
  offer(op, offered, (name) => {
    const text = OPERATOR_TEXTS.get(name);
    return text === undefined ? name : node._(text);
  });
}

/** The keys of those that are words. */
const OPERATOR_TEXTS = new Map([
  ['contains', 'op.contains'],
  ['matches', 'op.matches'],
]);

/** The values, and a saved one that is none of them, which is kept as it is. */
function withSaved(values: readonly string[], saved: string): readonly string[] {
  return saved === '' || values.includes(saved) ? values : [...values, saved];
}

function offer(
  select: JQuery,
  values: readonly string[],
  labelOf: (name: string) => string = String,
): void {
  const chosen = textIn(select);
  select.empty();
  for (const value of values) {
    $('<option></option>').val(value).text(labelOf(value)).appendTo(select);
  }
  select.val(values.includes(chosen) ? chosen : (values[0] ?? ''));
}

/** Shows the value and the path of a rule whose metric is of this kind. */
export function showValue(
  node: Translating,
  { level, text, typed, path }: Fields,
  rule: SavedRule,
  kind: Kind,
): void {
  const value = String(rule.value ?? '');
  offer(level, withSaved(LEVELS, kind === 'level' ? value : ''), (name) =>
    LEVELS.includes(name) ? node._(`level.${name}`) : name,
  );
  path.typedInput('value', rule.path || '');
  if (kind === 'level') level.val(value);
  else if (kind === 'number' || kind === 'text') text.val(value);
  else {
    typed.typedInput('type', typeof rule.value === 'number' ? 'num' : 'str');
    typed.typedInput('value', value);
  }
}

/** Puts a value into the fields of all kinds that fits a metric of this kind. */
export function setFreshValue({ level, text, typed }: Fields, kind: Kind): void {
  level.val('malicious');
  text.val(kind === 'number' ? '1' : '');
  typed.typedInput('types', ['num', 'str']);
  typed.typedInput('type', 'num');
  typed.typedInput('value', '1');
}

/** Shows the fields that the chosen metric needs. */
export function showFields(node: Translating, fields: Fields, saved: SavedRule): void {
  const { level, text, typed, pathCell, unit } = fields;
  const shown = shownOf(textIn(fields.metric));
  const isTyped = shown.kind === 'msg' || shown.kind === 'any';
  typed.typedInput(
    'types',
    shown.kind === 'msg' ? valueTypesFor(textIn(fields.op)) : ['num', 'str'],
  );
  level.toggle(shown.kind === 'level');
  text.toggle(shown.kind === 'number' || shown.kind === 'text');
  offerFor(textIn(fields.metric), textIn(fields.op), text);
  if (isTyped) typed.typedInput('show');
  else typed.typedInput('hide');
  pathCell.toggle(hasPath(fields, saved));
  unit.text(shown.unit === undefined ? '' : node._(shown.unit)).toggle(shown.unit !== undefined);
}

/** A metric that is not known yet may turn out to be a property of the message. */
function hasPath({ metric }: Fields, saved: SavedRule): boolean {
  const { kind } = shownOf(textIn(metric));
  return kind === 'msg' || (kind === 'any' && saved.path !== undefined);
}

/** The rule as the fields show it. */
export function readFields(fields: Fields, saved: SavedRule): SavedRule {
  const { metric, op, path } = fields;
  return {
    metric: textIn(metric),
    op: textIn(op),
    value: readValue(fields),
    ...(hasPath(fields, saved) && { path: path.typedInput('value') }),
  };
}

function readValue({ metric, level, text, typed }: Fields): string | number {
  switch (shownOf(textIn(metric)).kind) {
    case 'level':
      return textIn(level);
    case 'number':
      return asNumber(textIn(text));
    case 'text':
      return textIn(text);
    default:
      return typed.typedInput('type') === 'num'
        ? asNumber(typed.typedInput('value'))
        : typed.typedInput('value');
  }
}

function asNumber(text: string): string | number {
  return toNumber(text) ?? text;
}

/** What stands in a field; nothing where nothing can be chosen. */
export function textIn(field: JQuery): string {
  return String(field.val() ?? '');
}

/** Marks the value and the path of a rule where they are wrong. */
export function markProblems(node: Translating, fields: Fields, rule: SavedRule): void {
  const { kind } = shownOf(textIn(fields.metric));
  const isTyped = kind === 'msg' || kind === 'any';
  const typedOrText = isTyped ? fields.typed : fields.text;
  mark(node, kind === 'level' ? fields.level : typedOrText, valueProblem(rule));
  mark(node, fields.path, pathProblem(rule));
}

/** Shows the problem on the field, as the editor does for its own inputs. */
function mark(node: Translating, field: JQuery, problem = ''): void {
  const shown = field.add(field.next('.red-ui-typedInput-container'));
  shown.toggleClass('input-error', problem !== '');
  shown
    .find('.red-ui-typedInput-input')
    .add(field)
    .attr('aria-invalid', String(problem !== ''));
  const tooltip: Tooltip | null | undefined = field.data('tooltip');
  tooltip?.delete();
  field.data('tooltip', problem ? RED.popover.tooltip(shown.last(), node._(problem)) : null);
}
