import type { IndicatorType } from '../../indicator';
import type { Subject } from '../../wrapper/subject';
import type { KnownAddresses } from '../address';
import type { Encoding } from '../mail-body';
import { readCodes, roomForCodes } from '../characters';
import { createKnownNames, type KnownNames } from '../names/known-names';
import { isDomain } from '../names/names';
import type { Sighting } from '../sighting';

/** What is looked for in a text, how far it has been read, and what was found. */
export interface Scan {
  readonly text: string;
  readonly codes: Uint16Array;
  readonly find: ReadonlySet<IndicatorType>;
  readonly wantsUrl: boolean;
  readonly wantsDomain: boolean;
  readonly wantsIp: boolean;
  readonly wantsFile: boolean;
  /** Up to here the code units were read. */
  readTo: number;
  /** How often something was read otherwise than word by word, or was taken back. */
  takenBack: number;
  /** Whether hosts and URLs are read: not where files alone are looked for, but for VirusTotal's pages. */
  readsHosts: boolean;
  readonly sightings: Sighting[];
  /** The places of hashes among them. */
  readonly hashes: number[];
  /** Whether it is told where the host of each is written. */
  readonly tellsHosts: boolean;
  /** Up to here no host, and no IPv6 address, is looked for: it was looked at, or belongs to a URL. */
  hostsFrom: number;
  addressesFrom: number;
  /** Up to here a URL goes on, and an encoded text, that was not added as a whole. */
  urlsFrom: number;
  encodedFrom: number;
  /** Where the row of labels and dots ends in which addresses were found last. */
  rowEnd: number;
  /** Where what is too long to be a host ends that was read behind a scheme. */
  longHostEnd: number;
  /** Where the run of hexadecimal digits, colons and dots ends that was looked at last. */
  addressRun: number;
  /** How the part of a mail is encoded that is being read. */
  body: Encoding | undefined;
  /** Whether the text was decoded: what is encoded in it again is left. */
  readonly isDecoded: boolean;
  /** IPv6 addresses that were read already: the same ones come again and again. */
  readonly addresses: KnownAddresses;
  readonly names: KnownNames;
  /** What links are about that a service made, or VirusTotal; the same again. */
  readonly subjects: Map<string, Subject | undefined>;
}

/** Those of a scan that say how far it is with something. */
export const PLACES = [
  'hostsFrom',
  'addressesFrom',
  'urlsFrom',
  'encodedFrom',
  'rowEnd',
  'longHostEnd',
  'addressRun',
] as const;

/** What a reader returns, instead of where to go on, when nothing was added. */
export const NOTHING = -1;

/** The same when it may be something that is not written plainly, and needs a closer look. */
export const UNDECIDED = -2;

/** How a text is to be read, beside what is looked for. */
export type Reading = Pick<Scan, 'isDecoded' | 'tellsHosts'>;

const ORDINARY: Reading = { isDecoded: false, tellsHosts: false };

/** Begins to look for these types in a text. */
export function startScan(text: string, find: ReadonlySet<IndicatorType>, reading?: Reading): Scan {
  const scan = openScan(text, find, reading);
  readCodes(scan.codes, text, 0, text.length);
  scan.readTo = text.length;
  scan.readsHosts = readsHosts(text, find);
  return scan;
}

/** The same for a text whose code units are read later, piece by piece. */
export function openScan(
  text: string,
  find: ReadonlySet<IndicatorType>,
  { isDecoded, tellsHosts } = ORDINARY,
): Scan {
  return {
    text,
    codes: roomForCodes(text),
    find,
    wantsUrl: find.has('url'),
    wantsDomain: find.has('domain'),
    wantsIp: find.has('ip'),
    wantsFile: find.has('file'),
    readsHosts: true,
    sightings: [],
    hashes: [],
    tellsHosts,
    readTo: 0,
    takenBack: 0,
    hostsFrom: 0,
    addressesFrom: 0,
    urlsFrom: 0,
    encodedFrom: 0,
    rowEnd: 0,
    longHostEnd: 0,
    addressRun: 0,
    body: undefined,
    isDecoded,
    addresses: new Map(),
    names: createKnownNames(),
    subjects: new Map(),
  };
}

/** Whether anything but hashes is to be read in a part of a text. */
export function readsHosts(text: string, find: ReadonlySet<IndicatorType>): boolean {
  return find.size > 1 || !find.has('file') || /virustotal/i.test(text);
}

/** Adds what was found; its host is from `hostStart` to `hostEnd`, both 0 where none can be read in the text. */
export function addFound(
  { sightings, tellsHosts }: Scan,
  type: IndicatorType,
  value: string,
  start: number,
  end: number,
  hostStart: number,
  hostEnd: number,
): void {
  // Nothing is copied later on: most of the time for what is found goes into the memory for it.
  if (tellsHosts) sightings.push({ type, value, start, end, hostStart, hostEnd });
  else sightings.push({ type, value, start, end });
}

/** Adds a hash. */
export function addHash(scan: Scan, value: string, start: number, end: number): void {
  scan.hashes.push(scan.sightings.length);
  addFound(scan, 'file', value, start, end, 0, 0);
}

/** Adds what was found in a part of the text that was read by itself. */
export function addSighting({ sightings, hashes }: Scan, sighting: Sighting): void {
  const isHash = sighting.type === 'file' && sighting.wrapper === undefined;
  if (isHash) hashes.push(sightings.length);
  sightings.push(sighting);
}

/** Takes back all that was found but the first so many, and returns it. */
export function takeBack({ sightings, hashes }: Scan, length: number): Sighting[] {
  while ((hashes.at(-1) ?? -1) >= length) hashes.pop();
  return sightings.splice(length);
}

/** Adds a domain or an address, which is its own host. */
export function addNamed(
  scan: Scan,
  type: 'domain' | 'ip',
  value: string,
  start: number,
  end: number,
): void {
  addFound(scan, type, value, start, end, start, end);
}

/** Whether the host of a URL, or a bare one, is what is looked for. */
export function wantsHost(scan: Scan, name: string, isAddress: boolean): boolean {
  return isAddress ? scan.wantsIp : scan.wantsDomain && isDomain(name, scan.names);
}

/** Adds a host if it is looked for. */
export function addHost(
  scan: Scan,
  name: string,
  isAddress: boolean,
  start: number,
  end: number,
): void {
  if (wantsHost(scan, name, isAddress)) {
    addNamed(scan, isAddress ? 'ip' : 'domain', name, start, end);
  }
}
