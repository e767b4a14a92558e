import type { AddressFacts, DomainFacts, Standing, UrlFacts } from './facts';
import { sha256 } from './identity';
import type { Tally } from './tally';

const wicar: Tally = { malicious: 14, suspicious: 1, undetected: 9, timeout: 1 };
const unwanted: Tally = { malicious: 1, suspicious: 1, undetected: 10 };
const nothingFound: Tally = { undetected: 8 };
const noVotes = { harmless: 0, malicious: 0 };

/**
 * The URLs that the stand-in knows: test resources published to be flagged, reserved names, and a
 * few well-known clean pages. Nobody else's page is shown as bad.
 */
export const urlSeeds: readonly UrlFacts[] = [
  urlSeed('http://malware.wicar.org/data/eicar.com', 'malicious', wicar, ['malware', 'malicious'], {
    categories: { 'Forcepoint ThreatSeeker': 'malicious web sites', Sophos: 'spyware and malware' },
    threatNames: ['EICAR-AV-Test'],
    tags: ['contains-pe'],
    reputation: -12,
    votes: { harmless: 1, malicious: 4 },
  }),
  urlSeed(
    'https://secure.eicar.org/eicar.com',
    'malicious',
    { malicious: 9, undetected: 11 },
    ['malware'],
    {
      categories: { BitDefender: 'computersandsoftware', Sophos: 'spyware and malware' },
      threatNames: ['EICAR-AV-Test'],
      tags: ['downloads-text'],
      reputation: -3,
      votes: { harmless: 2, malicious: 3 },
    },
  ),
  urlSeed(
    'https://testsafebrowsing.appspot.com/s/phishing.html',
    'malicious',
    { malicious: 7, suspicious: 1, undetected: 10 },
    ['phishing', 'phishing', 'malicious'],
    {
      title: 'Phishing test page',
      categories: { 'Forcepoint ThreatSeeker': 'phishing and other frauds' },
    },
  ),
  urlSeed(
    'https://testsafebrowsing.appspot.com/s/malware.html',
    'malicious',
    { malicious: 6, undetected: 10, timeout: 1 },
    ['malware'],
    {
      title: 'Malware test page',
      categories: { 'Forcepoint ThreatSeeker': 'malicious web sites' },
    },
  ),
  urlSeed(
    'https://testsafebrowsing.appspot.com/s/unwanted.html',
    'suspicious',
    unwanted,
    ['malware'],
    {
      title: 'Unwanted software test page',
      categories: { 'Forcepoint ThreatSeeker': 'potentially unwanted software' },
    },
  ),
  urlSeed('https://www.example.com/', 'clean', nothingFound, [], {
    title: 'Example Domain',
    categories: { Sophos: 'information technology', BitDefender: 'education' },
    reputation: 48,
    votes: { harmless: 12, malicious: 1 },
  }),
  urlSeed('https://nodered.org/', 'clean', nothingFound, [], {
    title: 'Low-code programming for event-driven applications : Node-RED',
    categories: { Sophos: 'information technology' },
    reputation: 5,
    votes: { harmless: 2, malicious: 0 },
  }),
  urlSeed('http://www.virustotal.com/', 'clean', nothingFound, [], {
    title: 'VirusTotal',
    categories: { 'Forcepoint ThreatSeeker': 'computer security' },
    reputation: 133,
    votes: { harmless: 37, malicious: 4 },
  }),
  urlSeed('https://www.example.com/just-submitted', 'pending', nothingFound, [], {}),
];

/** The domains that the stand-in knows. */
export const domainSeeds: readonly DomainFacts[] = [
  domainSeed('malware.wicar.org', 'malicious', wicar, {
    labels: ['malware', 'malicious'],
    categories: { 'Forcepoint ThreatSeeker': 'malicious web sites', Sophos: 'spyware and malware' },
    flaggedUrl: 'http://malware.wicar.org/data/eicar.com',
    reputation: -12,
    votes: { harmless: 1, malicious: 4 },
  }),
  domainSeed('testsafebrowsing.appspot.com', 'suspicious', unwanted, {
    labels: ['malware'],
    categories: { 'Forcepoint ThreatSeeker': 'computer security' },
    flaggedUrl: 'https://testsafebrowsing.appspot.com/s/unwanted.html',
  }),
  domainSeed('example.com', 'clean', nothingFound, {
    categories: { Sophos: 'information technology', BitDefender: 'education' },
    popularity: { Majestic: 160, 'Cisco Umbrella': 8200 },
    reputation: 60,
    votes: { harmless: 15, malicious: 2 },
  }),
  domainSeed('www.example.com', 'clean', nothingFound, {
    categories: { Sophos: 'information technology' },
    popularity: { 'Cisco Umbrella': 9400 },
    reputation: 48,
    votes: { harmless: 12, malicious: 1 },
  }),
  domainSeed('nodered.org', 'clean', nothingFound, {
    categories: { Sophos: 'information technology' },
    popularity: { Majestic: 41000 },
    reputation: 5,
    votes: { harmless: 2, malicious: 0 },
  }),
  domainSeed('pending.example.com', 'pending', nothingFound, {}),
];

// Two blocks of AS112, whose service answers queries that should not have left a private network:
// globally reachable, and nobody's host lives there (RFC 7534, RFC 7535).
const as112 = {
  asn: 112,
  asOwner: 'DNS-OARC',
  country: 'US',
  continent: 'NA',
  registry: 'ARIN',
};
const google = {
  asn: 15169,
  asOwner: 'Google LLC',
  country: 'US',
  continent: 'NA',
  registry: 'ARIN',
};

/** The addresses that the stand-in knows. */
export const addressSeeds: readonly AddressFacts[] = [
  {
    ...addressSeed('192.31.196.66', 'malicious', { malicious: 11, suspicious: 1, undetected: 12 }),
    ...as112,
    network: '192.31.196.0/24',
    labels: ['malware', 'malicious', 'phishing'],
    flaggedUrl: 'http://192.31.196.66/update.bin',
    reputation: -14,
    votes: { harmless: 0, malicious: 5 },
  },
  {
    ...addressSeed('192.31.196.33', 'suspicious', { malicious: 1, suspicious: 1, undetected: 11 }),
    ...as112,
    network: '192.31.196.0/24',
    labels: ['malicious'],
    flaggedUrl: 'http://192.31.196.33/',
  },
  {
    ...addressSeed('8.8.8.8', 'clean', nothingFound),
    ...google,
    network: '8.8.8.0/24',
    reputation: 264,
    votes: { harmless: 21, malicious: 3 },
  },
  {
    ...addressSeed('1.1.1.1', 'clean', nothingFound),
    asn: 13335,
    asOwner: 'Cloudflare, Inc.',
    country: 'AU',
    continent: 'OC',
    registry: 'APNIC',
    network: '1.1.1.0/24',
    reputation: 55,
    votes: { harmless: 30, malicious: 6 },
  },
  {
    ...addressSeed('2001:4860:4860::8888', 'clean', nothingFound),
    ...google,
    network: '2001:4860::/32',
    reputation: 9,
    votes: { harmless: 3, malicious: 0 },
  },
  {
    ...addressSeed('192.175.48.99', 'pending', nothingFound),
    ...as112,
    network: '192.175.48.0/24',
  },
];

/** Facts for a URL that somebody submitted and that nobody flags. `url` is canonical. */
export function cleanUrl(url: string): UrlFacts {
  return urlSeed(url, 'clean', nothingFound, [], {});
}

function urlSeed(
  url: string,
  standing: Standing,
  tally: Tally,
  labels: readonly string[],
  details: Partial<UrlFacts>,
): UrlFacts {
  return {
    type: 'url',
    id: sha256(url),
    url,
    standing,
    tally,
    labels,
    categories: {},
    threatNames: [],
    tags: [],
    reputation: 0,
    votes: noVotes,
    ...details,
  };
}

function domainSeed(
  name: string,
  standing: Standing,
  tally: Tally,
  details: Partial<DomainFacts>,
): DomainFacts {
  return {
    type: 'domain',
    id: name,
    standing,
    tally,
    labels: [],
    categories: {},
    popularity: {},
    tags: [],
    reputation: 0,
    votes: noVotes,
    ...details,
  };
}

function addressSeed(address: string, standing: Standing, tally: Tally) {
  return {
    type: 'ip_address',
    id: address,
    standing,
    tally,
    labels: [],
    tags: [],
    reputation: 0,
    votes: noVotes,
  } as const;
}
