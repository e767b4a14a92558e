import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isPlainObject, own } from '../../src/plain-object';

/** Fields that stand in one row of a dialog are read together with the label of that. */
const ROWS: Readonly<Record<string, string>> = {
  perMinute: 'allowance',
  perDay: 'allowance',
  perMonth: 'allowance',
  keepFlagged: 'keep',
  keepClean: 'keep',
  keepUnknown: 'keep',
};

/** Each folder of a node, with its texts beside its program. */
const NODES = path.join(__dirname, '..');

let known: ReadonlyMap<string, string> | undefined;

/**
 * The label of a property's field in the dialog, in English as the log is; its name where it has
 * none, or where the dialogs of the nodes call it differently. Reads the texts of the dialogs when it
 * is asked for the first time.
 */
export function fieldLabel(property: string): string {
  known ??= labelsOf(readdirSync(NODES).map(readTexts));
  return known.get(property) ?? property;
}

/** The texts of a node's dialog; none for a folder that is no node. */
function readTexts(node: string): unknown {
  const file = path.join(NODES, node, 'locales', 'en-US', `virustotal-${node}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function labelsOf(dialogs: readonly unknown[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const disputed = new Set<string>();
  for (const texts of dialogs) {
    const its = labelsIn(texts);
    for (const [property, label] of its) {
      const row = its.get(ROWS[property] ?? '');
      const whole = row === undefined ? label : `${row} ${label}`;
      if ((labels.get(property) ?? whole) !== whole) disputed.add(property);
      labels.set(property, whole);
    }
  }
  for (const property of disputed) labels.delete(property);
  return labels;
}

function labelsIn(texts: unknown): ReadonlyMap<string, string> {
  const labels = own(texts, 'label');
  const entries = isPlainObject(labels) ? Object.entries(labels) : [];
  return new Map(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
