import type { Node, NodeAPI } from 'node-red';
import type { Journal } from '../../src/journal/journal';
import { own } from '../../src/plain-object';
import type { Verdict } from '../../src/verdict/verdict';
import { isAccount } from '../account/account';
import { isSimulated, type Message } from '../shared/run-node';
import { defaultJournal } from '../store/journals';

/** Whose journal a verdict belongs into. */
interface Judged {
  readonly journal: Journal;
  /** The account that answered; absent where none did. */
  readonly account?: string;
}

/** Writes verdicts into the journal of the account that answered, or of the default place. */
export function createVerdictNotes(
  RED: NodeAPI,
  node: Node,
): (msg: Message, verdict: Verdict) => void {
  const ofNobody = defaultJournal(RED, node);

  function find(msg: Message): Judged {
    const id = own(msg.virustotal, 'account');
    const account: unknown = typeof id === 'string' ? RED.nodes.getNode(id) : undefined;
    return isAccount(account) && account.journal
      ? { account: account.id, journal: account.journal }
      : { journal: ofNobody() };
  }

  return (msg, { level, count, indicator, link }) => {
    const { journal, account } = find(msg);
    const source = own(msg.virustotal, 'source');
    journal.verdict({
      ...(account !== undefined && { account }),
      node: node.id,
      level,
      count,
      ...(indicator && { indicator }),
      ...(link !== undefined && { link }),
      simulated: isSimulated(msg),
      remembered: source === 'cache' || source === 'list',
    });
  };
}
