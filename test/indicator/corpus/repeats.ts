import { createSeededRandom } from '../../support/seeded-random';

/** What matters to a finder, in pieces: what begins or ends something, and what may look so. */
const PIECES: readonly string[] = [
  ...'1 12 255 0 a b f ab abc x1 1a com net zip py exe example pdf v ver version server'.split(' '),
  ...'http https hxxp hxxps meow h**p http:// https:// hxxp:// hxxp[:]// http[:]// hxxp__ http__'.split(
    ' ',
  ),
  ...'http:\\\\ http:/ : :: [:] [::] (:) [://] [:/] :// // / [/] \\/ \\\\ \\ \\. \\\\. . .. [.]'.split(
    ' ',
  ),
  ...'(.) {.} [dot] (dot) [ . ( .] [. ] ) { } [.com .com a.b a.com 1.2.3.4 1.2.3. 1.2'.split(' '),
  ...'10.0.0.0/8 192.0.2.1 fe80:: ::1 a::b 1:2:3:4:5:6:7:8 @ [@] [at] a@b user:pw@ a@b.com'.split(
    ' ',
  ),
  ...'# ? & = ?a= &b= &amp; &#x2f; &#47; &sol; &quot; &lt; % %3a %2f %253a %20 %68'.split(' '),
  ...'http%3A%2F%2F %68%74%74%70%3a%2f%2f =3D =C3 aHR0cDov aHR0cHM6Ly aHR0c QUJD =='.split(' '),
  ...'687474703a2f2f 68747470 68 " \' ` , ; | < > <a \\n \\t \\r \\" \\u0026 \\u003d \\u1ecd'.split(
    ' ',
  ),
  ...'\\x26 \\= \\| \\_ - _ -- __ * ** ~ ^ $ ! + #011 -> é 中 。 ． ｡ 、 « » v= ver='.split(' '),
  ...'url= "url":" src= dst= GET INFO key: user.name= md5= sha256= file= apiVersion:'.split(' '),
  ...'44d88612fea8a8f36de82e1278abb02f deadbeef 00- xn-- xn--a é.b 中.com'.split(' '),
  ...'https://eur01.safelinks.protection.outlook.com/?url= https://urldefense.com/v3/__ __; CEF:0|'.split(
    ' ',
  ),
  ...'Chrome/129.0.0.0 Content-Transfer-Encoding:'.split(' '),
  ' ',
  '\n',
  '\r\n',
  '\t',
  '=\n',
  '=\r\n',
  '\u200b',
  '\0',
  '\ud800',
  ' base64\n\n',
  'Content-Transfer-Encoding: quoted-printable\n\n',
  `${'a'.repeat(74)}=\n`,
];

/** A text that was made up: something over and over. */
export interface Repeat {
  /** What it is made of, to be told. */
  readonly name: string;
  /** The text, of about so many characters; always the same one. */
  readonly text: (length: number) => string;
}

/** So many texts, of one to four pieces over and over, some with others between, before or behind them. */
export function* repeats(count: number, seed: number): Generator<Repeat> {
  const random = createSeededRandom(seed);
  const pick = (most: number): string =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => {
      return PIECES[Math.floor(random() * PIECES.length)] ?? '';
    }).join('');
  for (let made = 0; made < count; made += 1) {
    const unit = pick(4);
    const other = random() < 0.3 ? pick(2) : '';
    const every = 2 + Math.floor(random() * 20);
    const isInTwo = random() < 0.5;
    const before = random() < 0.3 ? pick(2) : '';
    const behind = random() < 0.3 ? pick(2) : '';
    yield {
      name: JSON.stringify([before, unit, other, behind]),
      text: (length) => before + body(unit, other, isInTwo ? length : every, length) + behind,
    };
  }
}

/** The unit over and over: with `other` behind each so many of them, or as the second half. */
function body(unit: string, other: string, every: number, length: number): string {
  if (other === '') return times(unit, length);
  if (every === length) return times(unit, length / 2) + times(other, length / 2);
  return times(unit.repeat(every) + other, length);
}

function times(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}
