import { isPlainObject } from '../plain-object';

/** Texts by their keys. What stands between `__` in a text is filled in. */
export type Catalogue = Readonly<Record<string, string>>;

/** What is filled in, by its name. Numbers are written as the language writes them. */
type Values = Readonly<Record<string, string | number>>;

/** A language, and what it has of the texts. */
export interface Translation {
  /** BCP 47, such as `de`. */
  readonly language: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads a catalogue of a language, as JSON has it: each step of a key is an object. */
export function readTranslation(language: string, catalogue: unknown): Translation {
  return { language, texts: new Map(flatten(catalogue, '')) };
}

function flatten(value: unknown, key: string): [key: string, text: string][] {
  if (typeof value === 'string') return value === '' ? [] : [[key, value]];
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    flatten(inner, key === '' ? name : `${key}.${name}`),
  );
}

/**
 * The keys by which texts are asked for: a text that depends on a number has one form for each plural
 * (CLDR), `names_one` and `names_other` in English, and is asked for as `names`.
 */
export type KeyOf<English> = keyof English extends infer Key
  ? Key extends `${infer Base}_${'one' | 'other'}`
    ? Base
    : Key & string
  : never;

/** The texts of one language. */
export interface Texts<Key extends string = string> {
  readonly language: string;
  /** The text of a key, filled in; `count` among the values chooses the plural. */
  say(this: void, key: Key, values?: Values): string;
}

type Part = string | { readonly name: string };

const PLACEHOLDER = /__([A-Za-z]+)__/;

/** A text in turns: what stands there, and what is filled in. */
export function readParts(text: string): Part[] {
  return text.split(PLACEHOLDER).map((part, index) => (index % 2 === 0 ? part : { name: part }));
}

/** Texts in English, or in a language; what that language does not have is said in English. */
export function createTexts<English extends Catalogue>(
  english: English,
  translation: Translation = { language: 'en', texts: new Map() },
): Texts<KeyOf<English>> {
  const { language } = translation;
  const translated = createForms(translation);
  const original = createForms({ language: 'en', texts: new Map(Object.entries(english)) });
  const write = createWriter(language);
  return {
    language,
    say(key, values = {}) {
      const { count } = values;
      const parts = translated(key, count) ?? original(key, count) ?? [key];
      return parts
        .map((part) => (typeof part === 'string' ? part : write(values[part.name])))
        .join('');
    },
  };
}

type Forms = (key: string, count: string | number | undefined) => readonly Part[] | undefined;

/** Finds the form of a text that fits a number; each is read once. */
function createForms({ language, texts }: Translation): Forms {
  const plurals = new Intl.PluralRules(language);
  const read = new Map<string, readonly Part[]>();

  function find(name: string): readonly Part[] | undefined {
    const known = read.get(name);
    if (known) return known;
    const text = texts.get(name);
    if (text === undefined) return undefined;
    const parts = readParts(text);
    read.set(name, parts);
    return parts;
  }

  return (key, count) => {
    const whole = find(key);
    if (whole || typeof count !== 'number') return whole;
    return find(`${key}_${plurals.select(count)}`) ?? find(`${key}_other`);
  };
}

/** Below this every language that there is writes a whole number as it is. */
const LEAST_GROUPED = 1000;

function createWriter(language: string): (value: string | number | undefined) => string {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });
  return (value = '') => {
    if (typeof value === 'string') return value;
    const isPlain = Number.isSafeInteger(value) && Math.abs(value) < LEAST_GROUPED;
    return isPlain ? String(value) : format.format(value);
  };
}
