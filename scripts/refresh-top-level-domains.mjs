/**
 * `npm run refresh:top-level-domains [-- --from <URL or file>] [-- --to <file>]`
 *
 * Makes the list of top-level domains that the finder knows out of the one that IANA publishes:
 * a comment with the version, then one name a line, those in other scripts as `XN--…`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { domainToUnicode } from 'node:url';
import { parseArgs } from 'node:util';
import { projectRoot } from './compile.mjs';

const iana = 'https://data.iana.org/TLD/tlds-alpha-by-domain.txt';
const list = path.join(projectRoot, 'src', 'indicator', 'extract', 'top-level-domains.ts');

/** The root zone has never had fewer since 2015: less is half a list, or a page about an error. */
const fewest = 1000;

/** Characters of a line of the list. */
const width = 92;

/**
 * @param {string} source - a URL, or a file
 * @returns {Promise<string>}
 */
async function load(source) {
  if (!/^https?:/.test(source)) return readFileSync(source, 'utf8');
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${source} answered with ${response.status}`);
  return await response.text();
}

/**
 * @param {string} text
 * @returns {{ version: string, names: string[] }}
 */
function read(text) {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const version = lines.find((line) => line.startsWith('#')) ?? '';
  const names = lines.filter((line) => !line.startsWith('#')).map((line) => line.toLowerCase());
  const odd = names.find((name) => !/^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(name));
  if (odd !== undefined) throw new Error(`This is no top-level domain: ${odd.slice(0, 80)}`);
  if (names.length < fewest) throw new Error(`There are only ${names.length} names`);
  return { version: version.replace(/^#\s*/, ''), names: names.map(domainToUnicode).toSorted() };
}

/**
 * @param {readonly string[]} names
 * @returns {string[]} as many in a line as it holds
 */
function wrap(names) {
  /** @type {string[]} */
  const lines = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length >= width) lines.push(name);
    else lines[lines.length - 1] = `${last} ${name}`;
  }
  return lines;
}

/** @param {ReturnType<typeof read>} zone */
function render({ version, names }) {
  const lines = wrap(names);
  const texts = lines.map(
    (line, index) => `    '${line}${index < lines.length - 1 ? " ' +" : "'"}`,
  );
  return `/**
 * The names of IANA's root zone (${iana}),
 * those in other scripts in Unicode. Made by \`npm run refresh:top-level-domains\`; not to be changed by
 * hand. ${version}
 */
export const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(
  (
${texts.join('\n')}
  ).split(' '),
);
`;
}

const { values: options } = parseArgs({
  options: {
    from: { type: 'string', default: iana },
    to: { type: 'string', default: list },
  },
});
const zone = read(await load(options.from));
writeFileSync(options.to, render(zone));
console.log(`${zone.names.length} top-level domains: ${zone.version}`);
