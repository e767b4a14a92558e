/** Letters of other scripts that look like those of `abcdefhijkmnopqrstuvwxyz`, in small letters. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  (
    'аa αa ɑa еe εe ҽe оo οo σo рp ρp сc ϲc уy γy хx χx іi ιi ıi ɩi јj ѕs ԁd ɡg һh ӏl κk кk ' +
    'мm нh тt τt вb νv υu ոn оo ԝw ωw ѵv гr ռn ցg օo հh սu łl øo đd ħh ßs'
  )
    .split(' ')
    .map(([other = '', latin = '']) => [other, latin]),
);

/** A digit between letters that stands for one: `passw0rd`. */
export const DIGIT_FOR_LETTER = /(?<=[a-z])[0134578@$](?=[a-z])/i;
const DIGITS_FOR_LETTERS = /(?<=[a-z]|[a-z][0134578@$])[0134578@$](?=[a-z0134578@$]*[a-z])/gi;
const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
};

/**
 * A text in the Latin letters that it looks like (Unicode Technical Standard 39, 4): full-width and
 * bold ones, those with accents, and those of other scripts.
 */
export function withLatinLetters(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const written = Array.from(plain, readLatin).join('');
  return written.replaceAll(DIGITS_FOR_LETTERS, (digit) => LETTERS[digit] ?? digit);
}

function readLatin(letter: string): string {
  const alike = LOOK_ALIKES.get(letter.toLowerCase());
  if (alike === undefined) return letter;
  return letter === letter.toLowerCase() ? alike : alike.toUpperCase();
}
