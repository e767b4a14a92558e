import type { Refusal } from '../requests';
import { showTime } from '../times';

/** What a failure of an account is called, each by its `code`; `network` by its `trouble` as well. */
const FAILURES = new Set([
  'bad-request',
  'bad-response',
  'closed',
  'credentials',
  'deploy-first',
  'forbidden',
  'foreign-page',
  'never-send',
  'not-an-indicator',
  'not-deployed',
  'private',
  'queue-full',
  'quota',
  'service',
  'store',
  'timeout',
  'type-again',
]);

const TROUBLES = new Set([
  'certificate',
  'cutOff',
  'hostNotFound',
  'noTls',
  'other',
  'proxy',
  'proxyUnreachable',
  'refused',
  'unreachable',
]);

/** Why a question to VirusTotal failed, in the words of the editor's user; `host` is who was asked. */
export function whyFailed(node: Translating, refusal: Refusal, host: string): string {
  const { status, code = '', message, retryAt, trouble = '', property } = refusal;
  if (status === 401) return node._('refusal.notAllowed');
  if (status === 0 || !message) return node._('refusal.noAnswer');
  const time = retryAt === undefined ? '' : showTime(node, retryAt);
  if (code === 'network' && TROUBLES.has(trouble)) return node._(`refusal.${trouble}`, { host });
  if (code === 'configuration' && property) {
    return node._('refusal.configuration', { field: labelOf(property) });
  }
  return FAILURES.has(code) ? node._(`refusal.${code}`, { host, time }) : message;
}

/** What a field of the open dialog is called; its property where there is none. */
function labelOf(property: string): string {
  const label = $(`label[for="node-config-input-${property}"]`).text().trim();
  return label === '' ? property : label;
}
