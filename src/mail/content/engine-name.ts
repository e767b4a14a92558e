import { fileEngines, networkEngines } from '../../virustotal/engines';
import { show } from './show-value';

/** More of VirusTotal's engines whose names look like addresses. */
const OTHERS = [
  'BADWARE.INFO',
  'Bfore.Ai PreCrime',
  'Botvrij.eu',
  'Hunt.io Intelligence',
  'malwares.com URL checker',
];

const NAMES: ReadonlySet<string> = new Set(
  [...fileEngines, ...networkEngines, ...OTHERS].filter((name) => name.includes('.')),
);

/** The same anywhere in a text, where they are not a part of something longer. */
export const ENGINE_NAMES = new RegExp(
  `(?<![\\w.@/-])(${[...NAMES].map((name) => name.replaceAll('.', '\\.')).join('|')})(?![\\w@/-]|\\.\\w)`,
  'g',
);

/**
 * Whether a text is the name of an engine that looks like an address: such a name is no threat where
 * it names an engine, and is read more easily as its owner writes it. A name that is not known here
 * may be anything, whoever says that it is an engine's.
 */
export function isEngineName(text: string): boolean {
  return NAMES.has(text);
}

/** The name of an engine, fit to be read: a known one as it is, any other as any value (see `show`). */
export function showEngine(text: string, length: number): string {
  return isEngineName(text) ? text : show(text, length);
}
