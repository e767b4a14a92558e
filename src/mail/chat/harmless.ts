import { defangText } from '../../indicator/defang/defang';
import { HARMLESS } from '../../indicator/defang/forms';
import { isVirusTotalLink, splitAtLinks } from '../../virustotal/links';

/** A piece of a text: one to be read, or a link to VirusTotal's page. */
export type Piece = { readonly text: string } | { readonly link: string };

/**
 * A text of which no chat makes anything but VirusTotal's own links, in pieces. More is defanged than in
 * a mail, as chats make links and mentions of what they find in a text: the whole of it, also what only
 * becomes an address where two fields meet; every scheme (`tg[:]//`, for there are apps behind them); and
 * every `@`, as `@here` and `@everyone` call people by it.
 */
export function makeHarmless(text: string): Piece[] {
  return splitAtLinks(text)
    .filter((part) => part !== '')
    .map((part) => (isVirusTotalLink(part) ? { link: part } : { text: disarm(part) }));
}

const SCHEME = /:(?=\/\/)/g;

/** Behind it some chats take any name for a host. */
const WWW = /\b(www)\.(?=[^\s.])/gi;

function disarm(text: string): string {
  return defangText(text)
    .replaceAll(SCHEME, HARMLESS.colon)
    .replaceAll(WWW, `$1${HARMLESS.dot}`)
    .replaceAll(BARE_AT, HARMLESS.at);
}

/** One that is no defanged one yet. */
const BARE_AT = /(?<!\[)@|@(?!\])/g;
