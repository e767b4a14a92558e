import type { Refusal } from './requests';

const REFUSED = 'virustotal-refused';

/** Says what became of something, in words or with elements in them. */
export interface Teller {
  readonly good: (...content: (string | JQuery)[]) => void;
  /** `detail` is what was answered, in English: who rests on the sentence sees it. */
  readonly bad: (sentence: string, detail?: string) => void;
}

/**
 * Speaks by an element of the page with the role `status`, which is read out. What went wrong has the
 * class `virustotal-refused`, and one of its own where the page names it.
 */
export function createTeller(place: JQuery, own = ''): Teller {
  function say(content: readonly (string | JQuery)[], isBad: boolean, detail = ''): void {
    place.toggleClass(`${REFUSED} ${own}`, isBad).attr('title', detail).empty();
    for (const part of content) {
      place.append(typeof part === 'string' ? document.createTextNode(part) : part);
    }
  }
  return {
    good: (...content) => say(content, false),
    bad: (sentence, detail) => say([sentence], true, detail),
  };
}

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
  const { status, code = '', message, retryAt, trouble = '' } = refusal;
  if (status === 401) return node._('refusal.notAllowed');
  if (status === 0 || !message) return node._('refusal.noAnswer');
  const time = retryAt === undefined ? '' : new Date(retryAt).toLocaleString();
  if (code === 'network' && TROUBLES.has(trouble)) return node._(`refusal.${trouble}`, { host });
  return FAILURES.has(code) ? node._(`refusal.${code}`, { host, time }) : message;
}
