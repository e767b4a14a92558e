/** The words of a name, the value in small letters, and why it is public. */
export type ValueLine = readonly [name: string, value: string, reason: string];

/**
 * Names that also mean something public, which the value tells. What is no text and no number is no
 * such value.
 */
export const PUBLIC_VALUES: readonly ValueLine[] = [
  [
    '(?:(?:max|min|num|number|count|total|input|output) )*(?:tokens|sessions|cookies)',
    '\\d{1,4}',
    'a small number tells how many: `tokens=3`; of `otp_tokens` it may be one',
  ],
  [
    '.*',
    'null|undefined|none|nil|true|false|yes|no|on|off|required',
    'says that there is none, or whether',
  ],
  ['.*', '[*x•.-]{3,}|[[(<]?(?:redacted|masked|filtered|hidden)[\\])>]?', 'is taken out already'],
  [
    '.*',
    '\\$?\\{{1,2} ?[\\w.-]{1,40} ?\\}{1,2}|<[\\w.-]{1,40}>|%[\\w-]{1,40}%',
    'where one is put in',
  ],
  [
    '(?:.* )?session',
    '[a-z]{1,16}(?:[_ +-][a-z]{1,16}){0,3}',
    'a part of a day: `session=morning`',
  ],
  ['(?:.* )?session', '\\d{1,4}', 'one of a conference; nobody signs in by so short a number'],
  ['(?:.* )?o?auth|cookies?', '[a-z]{1,12}|\\d{1,2}', 'a word: whether, how, or by whom'],
  ['sid', '\\d{1,4}|\\d{2}(?:/\\d{1,8})+', 'the number of a section, or the date of an article'],
  ['ticket', '\\d{1,9}', 'the number of a case'],
  ['token', '[a-z]{2,5}|0x[\\da-f]{40}', 'one of a chain of blocks, by its sign or its address'],
  [
    '(?:forgot|lost|reset|change|show|has|is|use|need|require|enable|with|no|remember)(?:[a-z]*)(?: .*)?',
    '[01]|yes|no|on|off',
    'a switch: `forgot_password=1`',
  ],
];

/** What a link is signed with, or a session, is long and mixed: hexadecimal, Base64, or parts of it. */
const NO_RANDOM = '(?![\\w+/=-]{20,}$)(?![^]*(?=[\\w+=-]{20})[a-z_+=-]{0,19}\\d)';

/** The same in an event, where such a name is that of a detection or of a case. In a URL it opens something. */
export const PUBLIC_VALUES_IN_EVENTS: readonly ValueLine[] = [
  ['signature|ticket', '\\S+\\s[^]*', 'a sentence is what an intrusion detection has found'],
  [
    'sid|sig|signature|ticket',
    `${NO_RANDOM}(?=[^./:]*[./:])[^\\s+=]+`,
    'parts of words are the name of a detection: `Trojan.Gen`',
  ],
  ['sid|sig|signature|ticket', '\\d{1,12}', 'the number of a rule: `sid:2019401`'],
  [
    'sid|sig|signature|ticket',
    '[a-z]{2,4}\\d{4,12}|[a-z]{2,10}-\\d{1,12}',
    'the number of a case: `INC0012345`, `SEC-42`',
  ],
  ['sid', 's-1(?:-\\d{1,12}){2,15}', 'an account of Windows (MS-DTYP, 2.4.2.1)'],
];
