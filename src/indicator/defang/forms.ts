/** What of an indicator is written in another way. */
export type Sign = '.' | ':' | '::' | ':/' | '://' | '/' | '//' | '@';

/** One way to write a sign so that nobody opens the indicator by accident. */
export interface Form {
  readonly sign: Sign;
  /**
   * In small letters, and read in any. `<` and `>` are an opening and a closing bracket of any kind, a
   * space may be there or not.
   */
  readonly written: string;
  /** Where nobody can mean it as it is written; everywhere unless told. */
  readonly only?: 'host' | 'scheme';
}

/**
 * The ways in which people, mail gateways and programs write the signs of an indicator. The finder,
 * the identifier and the mail all ask here: a new one is one more line.
 */
export const FORMS: readonly Form[] = [
  { sign: '.', written: '< . >' },
  { sign: '.', written: '<dot>' },
  { sign: '.', written: '\\.' },
  { sign: '.', written: '< . ', only: 'host' },
  { sign: '.', written: '.>', only: 'host' },
  { sign: ':', written: '<:>' },
  { sign: '::', written: '<::>' },
  { sign: ':', written: '<:', only: 'scheme' },
  { sign: ':', written: ':>', only: 'scheme' },
  { sign: '/', written: '</>' },
  { sign: '//', written: '<//>' },
  { sign: ':/', written: '<:/>' },
  { sign: '://', written: '<://>' },
  { sign: '@', written: '<@>' },
  { sign: '@', written: '<at>' },
];

/**
 * Forms of signs that are also meant as they are. Finder and identifier have a rule of their own for
 * each, and read them behind a scheme only.
 */
export const SPECIAL_FORMS = {
  /** For `://`: names in programs have it too. */
  underscores: '__',
  /** For `://`, and for the slashes of the path: as in the paths of Windows. */
  backslashes: ':\\\\',
  /** For a dot, where a path or a port follows: elsewhere it is between two words. */
  comma: ',',
  /** For a dot: what else is one in a name (UTS #46, 4). */
  dots: ['\u3002', '\uff0e', '\uff61'],
} as const;

/** Names that stand for `http`, and for `https` where an `s` is behind it. */
export interface SchemeForm {
  /** The source of an expression, read in letters of any case. */
  readonly pattern: string;
  readonly samples: readonly string[];
  /** Whether it is one with other letters before it too, as `http` is in `urlhttp://`. */
  readonly isGlued: boolean;
}

export const SCHEME_FORMS: readonly SchemeForm[] = [
  { pattern: 'h[x*_]{2}ps?', samples: ['hxxp', 'hXXps', 'h**p', 'h__ps'], isGlued: true },
  { pattern: 'meow', samples: ['meow'], isGlued: false },
  { pattern: 'fxp', samples: ['fxp'], isGlued: false },
];

/** How this package writes them. */
export const HARMLESS = { dot: '[.]', colon: '[:]', at: '[@]', scheme: 'hxxp' } as const;
