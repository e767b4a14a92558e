import { refusalOf, type Refusal } from '../../../editor/shared/requests';
import type { NodeMails } from '../../notify/listed-mails';
import type { SidebarAnswer } from '../answers';
import type { Silence } from './other-views';

/** What is asked of the record, by the names of `Question`. */
export interface Asked {
  readonly find: string;
  readonly level: string;
  readonly fate: string;
  readonly mail: string;
  readonly most: number;
}

/** All that is shown. */
export interface Told {
  readonly answer: SidebarAnswer;
  /** The mails that the outboxes have. */
  readonly outboxes: readonly NodeMails[];
  readonly silences: readonly Silence[];
}

/** Asks Node-RED for what is shown, or why it does not tell. */
export type AskAll = (asked: Asked) => Promise<Told | { readonly refusal: Refusal }>;

type Reply<Answer> = { readonly answer: Answer } | { readonly refusal: Refusal };

/** What the outboxes have is asked for only where it may have changed: it is read from the store. */
export function createAskAll(): AskAll {
  let outboxes: readonly NodeMails[] = [];
  let before = '';

  async function lookIntoOutboxes({ outboxes: figures }: SidebarAnswer): Promise<void> {
    const now = JSON.stringify(figures);
    if (now === before) return;
    before = now;
    const hasMails = figures.some(({ waiting, dead }) => waiting + dead > 0);
    if (!hasMails) {
      outboxes = [];
      return;
    }
    const reply = await get<NodeMails[]>('virustotal/mails');
    if ('answer' in reply) outboxes = reply.answer;
    // What was shown stays until there is an answer.
    else before = '';
  }

  return async (asked) => {
    const [reply, silent] = await Promise.all([
      get<SidebarAnswer>('virustotal/sidebar', { ...asked }),
      get<{ silences: Silence[] }>('virustotal/raise/silences'),
    ]);
    if ('refusal' in reply) return reply;
    await lookIntoOutboxes(reply.answer);
    // No raise node runs, or none has a store: nothing is silenced.
    const { silences } = orElse(silent, { silences: [] });
    return { answer: reply.answer, outboxes, silences };
  };
}

function orElse<Answer>(reply: Reply<Answer>, otherwise: Answer): Answer {
  return 'answer' in reply ? reply.answer : otherwise;
}

function get<Answer>(url: string, query: object = {}): Promise<Reply<Answer>> {
  return new Promise((resolve) => {
    $.getJSON(url, query)
      .done((answer: Answer) => resolve({ answer }))
      .fail((response) => resolve({ refusal: refusalOf(response) }));
  });
}
