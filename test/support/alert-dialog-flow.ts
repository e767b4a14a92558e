import type { FlowNode } from './example-flows';

const FLOW = { id: 'flow', type: 'tab', label: 'Alerts' };

const STORES = ['embedded', 'other'].map((name) => ({
  id: name,
  type: 'virustotal-store',
  name,
  kind: 'memory',
  path: '',
}));

const TLS = {
  id: 'tls',
  type: 'tls-config',
  name: 'Our certificates',
  cert: '',
  key: '',
  ca: '',
  certname: '',
  keyname: '',
  caname: '',
  servername: '',
  verifyservercert: true,
  alpnprotocol: '',
};

const GROUPS = ['desk', 'night'].map((name) => ({
  id: name,
  type: 'virustotal-group',
  name,
  to: `${name}@example.com`,
  cc: '',
  bcc: '',
}));

export const MAILER = {
  id: 'mailer',
  type: 'virustotal-mailer',
  name: '',
  host: 'smtp.example.com',
  port: '587',
  security: 'starttls',
  from: 'soc@example.com',
  greeting: '',
  auth: 'password',
  tokenUrl: '',
  tls: '',
  giveUpAfter: '24h',
  store: '',
};

export const ACCOUNT = {
  id: 'account',
  type: 'virustotal-account',
  name: 'Demo',
  api: 'demo',
  baseUrl: 'https://www.virustotal.com',
  plan: 'public',
  perMinute: 4,
  perDay: 500,
  perMonth: 15500,
  concurrency: 4,
  timeout: '15s',
  retries: 3,
  queueLimit: 1000,
  keepFlagged: '24h',
  keepClean: '24h',
  keepUnknown: '1h',
  neverSend: '',
  sendPrivate: false,
  allow: '',
  store: '',
  tls: '',
  proxy: '',
};

export const COLLECT = {
  id: 'collect',
  z: 'flow',
  type: 'virustotal-collect',
  name: '',
  source: 'text',
  property: 'payload',
  propertyType: 'msg',
  find: 'url',
  window: '1h',
  every: '1h',
  limit: '4',
  maxDistinct: '100000',
  lines: true,
  skip: true,
  account: '',
  ignore: 'example.com',
  store: '',
  x: 200,
  y: 100,
  wires: [['out']],
};

const LINK_OUT = {
  id: 'out',
  z: 'flow',
  type: 'link out',
  name: '',
  mode: 'link',
  links: ['in'],
  x: 405,
  y: 100,
  wires: [],
};

const LINK_IN = {
  id: 'in',
  z: 'flow',
  type: 'link in',
  name: '',
  links: ['out'],
  x: 95,
  y: 200,
  wires: [['raise']],
};

export const RAISE = {
  id: 'raise',
  z: 'flow',
  type: 'virustotal-raise',
  name: '',
  module: 'virustotal',
  detection: 'malicious_url_detected',
  subject: 'verdict.indicator.value',
  subjectType: 'msg',
  severity: '3',
  severityType: 'num',
  suppress: '2h',
  escalate: true,
  quietHours: '',
  timeZone: '',
  urgentFrom: '',
  store: '',
  x: 300,
  y: 200,
  wires: [['notify'], []],
};

export const NOTIFY = {
  id: 'notify',
  z: 'flow',
  type: 'virustotal-notify',
  name: '',
  group: 'desk',
  to: '',
  subject: 'Bad',
  text: 'Bad.',
  html: 'designed',
  via: 'message',
  mailer: '',
  digest: '',
  x: 500,
  y: 200,
  wires: [[], []],
};

/** A flow that collects and alerts, with something to choose from in every dialog. */
export const ALERT_FLOW: readonly FlowNode[] = [
  FLOW,
  ...STORES,
  ACCOUNT,
  TLS,
  ...GROUPS,
  MAILER,
  COLLECT,
  LINK_OUT,
  LINK_IN,
  RAISE,
  NOTIFY,
];
