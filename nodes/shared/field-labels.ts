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

const ENGLISH = 'en-US';

/** By the language. */
const known = new Map<string, ReadonlyMap<string, string>>();

/**
 * The label of a property's field in the dialog: in English as the log is, unless told; its name where
 * it has none, or where the dialogs of the nodes call it differently. Reads the texts of the dialogs
 * when it is asked for the first time in a language.
 */
export function fieldLabel(property: string, language = ENGLISH): string {
  return labelsOf(language).get(property) ?? property;
}

/** What is not translated has its English label. */
function labelsOf(language: string): ReadonlyMap<string, string> {
  const labels = known.get(language) ?? readLabels(language);
  known.set(language, labels);
  return labels;
}

function readLabels(language: string): ReadonlyMap<string, string> {
  const dialogs = readdirSync(NODES).map((node) => readTexts(node, language));
  const agreed = agreedIn(dialogs.map(labelsIn));
  return language === ENGLISH ? agreed : new Map([...labelsOf(ENGLISH), ...agreed]);
}

/** The texts of a node's dialog; none for a folder that is no node. */
function readTexts(node: string, language: string): unknown {
  const file = path.join(NODES, node, 'locales', language, `virustotal-${node}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** The labels that all dialogs give to a property which give it one. */
function agreedIn(dialogs: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const disputed = new Set<string>();
  for (const its of dialogs) {
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
