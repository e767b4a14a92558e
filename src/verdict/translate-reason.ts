import { readParts, type Texts } from '../text/texts';
import { REASON_TEXTS, say } from './reason-texts';

/**
 * What stands in a place of a sentence: a number, any text, a list of names, one of the texts whose keys
 * begin with `of`, that or nothing, that or any text, or some of them one after another.
 */
type Place =
  | { readonly kind: 'number' | 'text' | 'names' }
  | { readonly kind: 'one' | 'one or nothing' | 'one or text'; readonly of: string }
  | { readonly kind: 'several'; readonly of: string; readonly between: Between };

type Between = 'reason.and' | 'reason.comma';

const NUMBER: Place = { kind: 'number' };

/** The places of the sentences in `REASON_TEXTS`. */
const PLACES: Readonly<Record<string, Place>> = {
  count: NUMBER,
  total: NUMBER,
  from: NUMBER,
  worse: NUMBER,
  score: NUMBER,
  rank: NUMBER,
  flagged: NUMBER,
  positives: NUMBER,
  names: { kind: 'names' },
  ranking: { kind: 'text' },
  maker: { kind: 'one or text', of: 'maker' },
  severity: { kind: 'one or text', of: 'severity' },
  share: { kind: 'one', of: 'share' },
  trusted: { kind: 'one', of: 'trusted' },
  it: { kind: 'one', of: 'it' },
  level: { kind: 'one', of: 'level' },
  counted: { kind: 'one', of: 'level' },
  objection: { kind: 'one', of: 'objection' },
  age: { kind: 'one', of: 'age' },
  what: { kind: 'one', of: 'what' },
  leftOut: { kind: 'one or nothing', of: 'leftOut' },
  named: { kind: 'one or nothing', of: 'named' },
  details: { kind: 'one or nothing', of: 'details' },
  why: { kind: 'several', of: 'why', between: 'reason.and' },
  matches: { kind: 'several', of: 'match', between: 'reason.comma' },
  severities: { kind: 'several', of: 'rated', between: 'reason.comma' },
};

/** Characters of a sentence that is looked at; ours are shorter. */
const LONGEST = 2000;

/**
 * Says a sentence of a verdict's reasons in another language. It is understood by the texts that it was
 * made of: so the reasons of any verdict can be said, whenever and wherever it was judged. A sentence
 * that is none of ours stays as it is.
 */
export function translateReason(sentence: string, texts: Texts): string {
  if (sentence.length > LONGEST) return sentence;
  return translateBy(sentences(), sentence, texts) ?? sentence;
}

/** A text in English, and how one that was made of it is found again. */
interface Form {
  readonly key: string;
  /** A number of which it is the plural, for a text that does not name it. */
  readonly count: number;
  /** The names of its places, in their order; the pattern has a group for each. */
  readonly names: readonly string[];
  readonly pattern: RegExp;
}

const known = new Map<string, readonly Form[]>();

/** The texts of a group, made for the first mail that is in another language. */
function formsOf(group: string): readonly Form[] {
  const made = known.get(group) ?? textsOf(group).map(toForm);
  known.set(group, made);
  return made;
}

/** The sentences themselves are in no group: `reason.unknown`, but `reason.level.unknown`. */
function sentences(): readonly Form[] {
  return formsOf('');
}

type Entry = readonly [name: string, text: string];

function textsOf(group: string): readonly Entry[] {
  return Object.entries(REASON_TEXTS).filter(([name]) => groupOf(name) === group);
}

function groupOf(name: string): string {
  return name.split('.').slice(1, -1).join('.');
}

function toForm([name, text]: Entry): Form {
  const parts = readParts(text);
  const source = parts.map((part) =>
    typeof part === 'string' ? literally(part) : `(${sourceOf(placeOf(part.name))})`,
  );
  return {
    key: name.replace(/_(?:one|other)$/, ''),
    count: name.endsWith('_one') ? 1 : 2,
    names: parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name])),
    pattern: new RegExp(`^${source.join('')}$`, 's'),
  };
}

function placeOf(name: string): Place {
  return PLACES[name] ?? { kind: 'text' };
}

/** More than there are: an expression that repeats without end may take for ever. */
const MOST_REPEATED = 4;

/** Any text. */
const ANY = '.+?';

/** An expression without groups for all that can stand in a place; `text` is one for a text of others. */
function sourceOf(place: Place, text = ANY): string {
  switch (place.kind) {
    case 'number':
      return String.raw`-?\d[\d,]*(?:\.\d+)?`;
    case 'text':
    case 'names':
    case 'one or text':
      return text;
    case 'one':
      return anyOf(place.of, text);
    case 'one or nothing':
      return `(?:${anyOf(place.of, text)})?`;
    case 'several': {
      const item = itemOf(place.of, place.between);
      return `${item}(?:${literally(say(place.between))}${item}){0,${MOST_REPEATED}}`;
    }
  }
}

/**
 * One of some. A text in it ends at what stands between them: who may end each of them anywhere tries all
 * the ways in which a long sentence falls into so many.
 */
function itemOf(group: string, between: Between): string {
  return anyOf(group, `(?:(?!${literally(say(between))}).)+?`);
}

function anyOf(group: string, free = ANY): string {
  const sources = textsOf(group).map(([, text]) =>
    readParts(text)
      .map((part) =>
        typeof part === 'string' ? literally(part) : sourceOf(placeOf(part.name), free),
      )
      .join(''),
  );
  return `(?:${sources.join('|')})`;
}

function literally(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

function translateBy(forms: readonly Form[], written: string, texts: Texts): string | undefined {
  for (const { key, count, names, pattern } of forms) {
    const match = pattern.exec(written);
    if (!match) continue;
    const values: Record<string, string | number> = { count };
    for (const [index, name] of names.entries()) {
      values[name] = translatePlace(placeOf(name), match[index + 1] ?? '', texts);
    }
    return texts.say(key, values);
  }
  return undefined;
}

function translatePlace(place: Place, written: string, texts: Texts): string | number {
  switch (place.kind) {
    case 'number':
      return Number(written.replaceAll(',', ''));
    case 'text':
      return written;
    case 'names':
      return translateNames(written, texts);
    case 'one':
    case 'one or nothing':
    case 'one or text':
      return translateBy(formsOf(place.of), written, texts) ?? written;
    case 'several':
      return translateSeveral(place.of, place.between, written, texts);
  }
}

/** Names are nobody's to translate, but for how many there are besides. */
function translateNames(written: string, texts: Texts): string {
  return written.replaceAll(/ and (\d[\d,]*) more(?=$|[),])/g, (_more, count: string) =>
    texts.say('reason.more', { count: Number(count.replaceAll(',', '')) }),
  );
}

function translateSeveral(of: string, between: Between, written: string, texts: Texts): string {
  const first = new RegExp(`^(${itemOf(of, between)})(?:${literally(say(between))}(.+))?$`, 's');
  const items: string[] = [];
  for (let left: string | undefined = written; left !== undefined;) {
    const [, item = left, rest]: (string | undefined)[] = first.exec(left) ?? [];
    items.push(translateBy(formsOf(of), item, texts) ?? item);
    left = rest;
  }
  return items.join(texts.say(between));
}
