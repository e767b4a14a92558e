import { createHash } from 'node:crypto';
import type { FileFacts } from './facts';

interface Content {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly size: number;
}

const emptyFile: Content = contentOf('');
const oddScript: Content = contentOf('echo simulated: two engines find this script suspicious\n');
const justUploaded: Content = contentOf('simulated: uploaded a moment ago, not analysed yet\n');

/** The files that the stand-in knows. Their hashes are the whole sample: no content is stored. */
export const fileSeeds: readonly FileFacts[] = [
  {
    type: 'file',
    // The anti-malware test file, harmless by design: https://www.eicar.org/download-anti-malware-testfile/
    id: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
    sha256: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
    sha1: '3395856ce81f2b7382dee72602f798b642f14140',
    md5: '44d88612fea8a8f36de82e1278abb02f',
    size: 68,
    standing: 'malicious',
    tally: { malicious: 63, timeout: 1, 'confirmed-timeout': 1, failure: 1, 'type-unsupported': 5 },
    labels: ['EICAR-Test-File', 'EICAR_Test', 'EICAR-Test-File (not a virus)', 'Eicar-Signature'],
    names: ['eicar.com', 'eicar.com.txt', 'eicar_com.com'],
    typeDescription: 'Powershell',
    typeTag: 'powershell',
    // Distributions for security tests have it: that excuses nothing.
    distributors: {
      distributors: ['Offensive Security'],
      filenames: ['eicar.com'],
      products: ['Kali Linux'],
    },
    sandboxes: { Zenbox: 'malicious', C2AE: 'undetected' },
    tags: ['powershell', 'attachment', 'known-distributor'],
    reputation: 3600,
    votes: { harmless: 480, malicious: 90 },
    threat: {
      label: 'virus.eicar/test',
      categories: { virus: 14 },
      names: { eicar: 55, test: 31, file: 20 },
    },
  },
  {
    type: 'file',
    id: '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c',
    sha256: '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c',
    // Only the SHA-256 of this one is known here; the two others are made from it.
    sha1: digest('sha1', '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c'),
    md5: digest('md5', '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c'),
    size: 184320,
    standing: 'malicious',
    tally: { malicious: 52, timeout: 1, failure: 1, 'type-unsupported': 3 },
    labels: [
      'W32.AIDetect',
      'Trojan.Win32.Agent.4!c',
      'Gen:Variant.Agent.1207',
      'Trojan.Agent',
      'Trojan (0058a3f21)',
      'Win32:Agent-BFY [Trj]',
      'malicious (high confidence)',
      'Trojan.GenericKD.46542123',
    ],
    names: ['invoice_2026.exe', 'setup.exe'],
    typeDescription: 'Win32 EXE',
    typeTag: 'peexe',
    tags: ['peexe', 'overlay', 'runtime-modules'],
    reputation: -27,
    votes: { harmless: 0, malicious: 3 },
    threat: {
      label: 'trojan.agent/generickd',
      categories: { trojan: 31, downloader: 4 },
      names: { agent: 18, generickd: 9 },
    },
  },
  {
    type: 'file',
    id: emptyFile.sha256,
    ...emptyFile,
    standing: 'clean',
    tally: { failure: 1, 'type-unsupported': 4 },
    labels: [],
    names: ['empty', '__init__.py', '.gitkeep'],
    typeDescription: 'unknown',
    typeTag: 'unknown',
    tags: [],
    reputation: 220,
    votes: { harmless: 60, malicious: 4 },
  },
  {
    type: 'file',
    id: oddScript.sha256,
    ...oddScript,
    standing: 'suspicious',
    tally: { malicious: 1, suspicious: 1, timeout: 2, failure: 1, 'type-unsupported': 6 },
    labels: ['Script.Suspicious', 'Heur.Generic'],
    names: ['cleanup.sh'],
    typeDescription: 'Shell script',
    typeTag: 'shell',
    tags: ['shell'],
    reputation: 0,
    votes: { harmless: 0, malicious: 0 },
  },
  {
    type: 'file',
    id: justUploaded.sha256,
    ...justUploaded,
    standing: 'pending',
    tally: { 'type-unsupported': 5 },
    labels: [],
    names: ['report.txt'],
    typeDescription: 'Text',
    typeTag: 'text',
    tags: ['text'],
    reputation: 0,
    votes: { harmless: 0, malicious: 0 },
  },
];

function contentOf(text: string): Content {
  return {
    md5: digest('md5', text),
    sha1: digest('sha1', text),
    sha256: digest('sha256', text),
    size: Buffer.byteLength(text),
  };
}

function digest(algorithm: 'md5' | 'sha1' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
