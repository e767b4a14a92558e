import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { projectRoot } from './pair';
import { readJson } from './read-json';

/** A node as it stands in a flow file. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

export interface ExampleFlow {
  /** File name without `.json`, as the editor's Import menu shows it. */
  readonly name: string;
  readonly nodes: readonly FlowNode[];
}

/** All examples of the package, in the order of their names. */
export function readExamples(): ExampleFlow[] {
  return readdirSync(path.join(projectRoot, 'examples'))
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => ({
      name: path.basename(file, '.json'),
      nodes: readJson(projectRoot, 'examples', file),
    }));
}

/** The nodes of the example whose name begins with this number. Throws when there is none. */
export function readExample(number: string): readonly FlowNode[] {
  const example = readExamples().find(({ name }) => name.startsWith(number));
  if (!example) throw new Error(`There is no example ${number}`);
  return example.nodes;
}

/** What some examples talk to besides VirusTotal and a mail server; nobody is there unless told. */
export interface ExamplePlaces {
  /** Where reported mails come in. */
  readonly mailbox?: Login & { readonly host: string; readonly port: number };
  /** Wazuh's API. */
  readonly wazuh?: Login & { readonly url: string };
  /** Chats (see `startChatServer`). */
  readonly chats?: { readonly url: string };
  /** Where people reach Node-RED. */
  readonly nodeRedUrl?: string;
}

interface Login {
  readonly user: string;
  readonly password: string;
}

const NOBODY = { user: 'nobody', password: 'none' };

/** The environment variables that the examples name instead of addresses and secrets. */
export function exampleEnvironment(
  apiKey: string,
  smtp: { readonly host: string; readonly port: number },
  {
    mailbox = { ...NOBODY, host: '127.0.0.1', port: 1 },
    wazuh = { ...NOBODY, url: 'http://127.0.0.1:1' },
    chats = { url: 'http://127.0.0.1:1' },
    nodeRedUrl = 'https://node-red.alertwire.example',
  }: ExamplePlaces = {},
): Record<string, string> {
  return {
    VT_API_KEY: apiKey,
    SMTP_HOST: smtp.host,
    SMTP_PORT: String(smtp.port),
    SMTP_FROM: 'node-red@alertwire.example',
    SMTP_USER: 'node-red@alertwire.example',
    SMTP_PASSWORD: 'any password will do',
    ALERT_TO: 'soc@alertwire.example',
    SLACK_WEBHOOK: `${chats.url}/slack`,
    TELEGRAM_URL: `${chats.url}/telegram`,
    TELEGRAM_CHAT: '-1001234',
    NTFY_URL: `${chats.url}/ntfy`,
    IMAP_HOST: mailbox.host,
    IMAP_PORT: String(mailbox.port),
    IMAP_USER: mailbox.user,
    IMAP_PASSWORD: mailbox.password,
    REPORT_DOMAINS: 'alertwire.example, staff.alertwire.example',
    NODE_RED_URL: nodeRedUrl,
    WAZUH_API: wazuh.url,
    WAZUH_USER: wazuh.user,
    WAZUH_PASSWORD: wazuh.password,
  };
}

/**
 * Makes examples fit into one set of flows. A node that two of them hold alike is kept once; where
 * two use one id for different nodes, the later one gets an id of its own.
 */
export function separateIds(examples: readonly ExampleFlow[]): ExampleFlow[] {
  const all = new Map<string, FlowNode>();
  return examples.map(({ name, nodes }) => {
    const fresh = nodes.filter((node) => !isDeepStrictEqual(all.get(node.id), node));
    const newIds = new Map(
      fresh.filter(({ id }) => all.has(id)).map(({ id }) => [id, freeId(id, all)]),
    );
    const renamed = fresh.map((node) => renameIds(node, newIds));
    for (const node of renamed) all.set(node.id, node);
    return { name, nodes: renamed };
  });
}

function freeId(id: string, taken: ReadonlyMap<string, FlowNode>): string {
  let number = 2;
  while (taken.has(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}

/** Replaces every mention of an id: the node's own, its tab, its wires, its config nodes. */
function renameIds(node: FlowNode, newIds: ReadonlyMap<string, string>): FlowNode {
  return JSON.parse(JSON.stringify(node), (_name, value: unknown) =>
    typeof value === 'string' ? (newIds.get(value) ?? value) : value,
  );
}
