import { nodeTypes } from './editor-page';
import { PSEUDO, withoutPseudo } from './pseudo-language';
import { ENGLISH, readCatalogue, readHelp } from './texts';

/** The same in every language: names, and what programs read. */
const NAMES = new Set(
  (
    'VirusTotal Node-RED Node js API URL URLs IP TLS STARTTLS SMTP EHLO OAuth JSON HTML CIDR MD5 SHA msg ' +
    'Google Microsoft Threat Intelligence Devo Flow DNIF Cortex Kaspersky Demo v2 v3 https http com example ' +
    'payload verdict Mustache English Deutsch empty AM PM'
  ).split(' '),
);

/** Languages of an editor, and what of a text in each is not of it. */
export const LANGUAGES: readonly {
  readonly name: string;
  readonly language: string;
  readonly leftIn: (text: string) => string[];
}[] = [
  {
    name: 'that nobody has translated to, but for the test',
    language: PSEUDO,
    leftIn: (text) => wordsOf(withoutPseudo(text)),
  },
  { name: 'which is German', language: 'de', leftIn: englishWordsIn },
];

/** What looks like an address, a path or a property of a message. */
const ADDRESS = /\S*[\w\]][.@:/_=][\w[/]\S*/g;

/** Words that a person reads, but for names. */
function wordsOf(text: string): string[] {
  const words = text.replaceAll(ADDRESS, ' ').match(/\p{L}[\p{L}\d]+/gu) ?? [];
  return words.filter((word) => !NAMES.has(word));
}

let english: ReadonlySet<string> | undefined;

/** Words that are English and not German, by what is written in either. */
function englishWordsIn(text: string): string[] {
  english ??= wordsOfEnglishAlone();
  return wordsOf(text).filter((word) => english?.has(word.toLowerCase()));
}

function wordsOfEnglishAlone(): ReadonlySet<string> {
  const german = new Set(writtenIn('de'));
  return new Set(writtenIn(ENGLISH).filter((word) => !german.has(word)));
}

/** All words of the catalogues and the help in a language. */
function writtenIn(language: string): string[] {
  return nodeTypes
    .map((type) => type.replace('virustotal-', ''))
    .flatMap((node) => [...readCatalogue(node, language).values(), readHelp(node, language)])
    .flatMap((text) => wordsOf(text.replaceAll(/<code>.*?<\/code>|<[^>]*>/gs, ' ')))
    .map((word) => word.toLowerCase());
}
