import { ACCOUNT, MAILER, NOTIFY, RAISE } from './alert-dialog-flow';
import type { FlowNode } from './example-flows';

export const KEY = 'a11ce5ed'.repeat(8);

/** What the stand-in says is malicious. */
export const EVIL = 'http://malware.wicar.org/data/eicar.com';
export const PHISHING = 'https://testsafebrowsing.appspot.com/s/phishing.html';

/** The same as they are shown. */
export const EVIL_SHOWN = 'hxxp[:]//malware[.]wicar[.]org/data/eicar[.]com';
export const PHISHING_SHOWN = 'hxxps[:]//testsafebrowsing[.]appspot[.]com/s/phishing.html';

export const HOSTILE = '<img src=x onerror="window.hacked = true"> $t(level.clean) __text__';

const button = (id: string, payload: string, to: string, y: number): FlowNode => ({
  id,
  type: 'inject',
  z: 'flow',
  props: [{ p: 'payload', v: payload, vt: 'str' }],
  repeat: '',
  x: 100,
  y,
  wires: [[to]],
});

/** Buttons → look up → judge, in a subflow → raise → mail by SMTP; and one that raises what it is told. */
export function sidebarFlow(virusTotal: string, smtpPort: number): readonly FlowNode[] {
  const place = { z: 'flow', y: 200 };
  return [
    { id: 'flow', type: 'tab', label: 'Seen and steered' },
    {
      ...ACCOUNT,
      name: 'Public',
      api: 'v3',
      plan: 'custom',
      baseUrl: virusTotal,
      credentials: { apiKey: KEY },
    },
    { id: 'desk', type: 'virustotal-group', name: '', to: 'ann@example.com', cc: '', bcc: '' },
    { ...MAILER, host: '127.0.0.1', port: smtpPort, security: 'none' },
    {
      id: 'judging',
      type: 'subflow',
      name: 'Judge',
      in: [{ x: 60, y: 100, wires: [{ id: 'judge' }] }],
      out: [{ x: 400, y: 100, wires: [{ id: 'judge', port: 0 }] }],
    },
    {
      // Not `verdict`: in a subflow, Node-RED takes a value that is the id of a node for that node.
      id: 'judge',
      type: 'virustotal-verdict',
      z: 'judging',
      name: '',
      property: '',
      propertyType: 'msg',
      target: 'verdict',
      x: 200,
      y: 100,
      wires: [[]],
    },
    button('evil', EVIL, 'lookup', 80),
    button('phishing', PHISHING, 'lookup', 140),
    button('hostile', HOSTILE, 'other', 300),
    {
      ...place,
      id: 'lookup',
      type: 'virustotal-lookup',
      name: '',
      account: 'account',
      property: 'payload',
      propertyType: 'msg',
      kind: 'auto',
      output: 'report',
      target: '',
      source: 'value',
      x: 260,
      wires: [['instance'], []],
    },
    { ...place, id: 'instance', type: 'subflow:judging', name: '', x: 420, wires: [['raise']] },
    { ...RAISE, ...place, severity: '7', x: 600, wires: [['mail'], []] },
    { ...RAISE, ...place, id: 'other', subject: 'payload', y: 300, x: 600, wires: [[], []] },
    {
      ...NOTIFY,
      ...place,
      id: 'mail',
      subject: '{{alert.subject}}',
      text: 'Bad.',
      html: 'none',
      via: 'smtp',
      mailer: 'mailer',
      x: 780,
      wires: [[], []],
    },
  ];
}
