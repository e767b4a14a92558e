import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Translate } from '../../nodes/shared/status/texts';
import { projectRoot } from './pair';
import { readJson } from './read-json';

export const ENGLISH = 'en-US';

/** How a time is shown in English, as the source of a regular expression. */
export const TIME = String.raw`(?:[A-Z][a-z]+ \d+, )?\d\d:\d\d(?::\d\d)?`;

/** The texts of a node by their dotted key, as the build has put them beside its program. */
export function readCatalogue(node: string, language = ENGLISH): ReadonlyMap<string, string> {
  const folder = path.join(projectRoot, 'dist', 'nodes', node, 'locales', language);
  return readTexts(path.join(folder, `virustotal-${node}.json`));
}

/** The help of a node, in the same place. */
export function readHelp(node: string, language = ENGLISH): string {
  const folder = path.join(projectRoot, 'dist', 'nodes', node, 'locales', language);
  return readFileSync(path.join(folder, `virustotal-${node}.html`), 'utf8');
}

/** The texts in a file by their dotted key; none where there is no such file. */
export function readTexts(file: string): ReadonlyMap<string, string> {
  return new Map(existsSync(file) ? flatten(readJson(file), '') : []);
}

function flatten(value: unknown, key: string): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  return Object.entries(value ?? {}).flatMap(([name, inner]) =>
    flatten(inner, key === '' ? name : `${key}.${name}`),
  );
}

/** Translates as Node-RED does, by the texts of a node. A key that is none is an error here. */
export function translateBy(texts: ReadonlyMap<string, string>): Translate {
  return (key, values = {}) => {
    const plural = typeof values.count === 'number' ? `${key}_${pluralOf(values.count)}` : key;
    const text = texts.get(plural) ?? texts.get(key);
    if (text === undefined) throw new Error(`There is no text ${key}`);
    return text.replaceAll(/__(\w+?)__/g, (mark, name) => String(values[name] ?? mark));
  };
}

function pluralOf(count: number): Intl.LDMLPluralRule {
  return new Intl.PluralRules(ENGLISH).select(count);
}

type Register = (RED: NodeAPI) => void;

/** A module whose nodes speak English; the helper of Node-RED has them say the keys of their texts. */
export function speaking(register: Register, node: string): Register {
  const translate = translateBy(readCatalogue(node));
  return (RED) => register(Object.create(RED, { _: { value: translate } }));
}
