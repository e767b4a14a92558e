import type { NodeAPI } from 'node-red';
import { own } from '../../src/plain-object';
import { gatherFigures } from '../shared/figures/gather';
import { journalsOf } from '../store/stores';
import { cardsOf } from './accounts';
import type { SidebarAnswer } from './answers';
import { recordedIn, type Question } from './recorded';

const DAY = 24 * 60 * 60 * 1000;

/** How things stand and what happened, as far as it is asked for. */
export async function gatherAnswer(RED: NodeAPI, question: Question): Promise<SidebarAnswer> {
  const journals = journalsOf(RED).map(({ journal }) => journal);
  await Promise.all(journals.map((journal) => journal.loaded()));
  const { at, accounts, lookups, mails, instances, unwired, bad } = await gatherFigures(RED);
  const hours = journals.flatMap((journal) => journal.hours(at - DAY));
  const idInFlows = idInFlowsOf(RED);
  return {
    at,
    accounts: cardsOf(accounts, lookups, hours, idInFlows),
    ...recordedIn(journals, question, idInFlows),
    outboxes: mails,
    instances,
    bad: bad.map((each) => knownBy(each, { id: idInFlows(each.id) })),
    unwired: unwired.map((each) => knownBy(each, { node: idInFlows(each.node) })),
  };
}

function knownBy<Thing extends object>(thing: Thing, name: Partial<Thing>): Thing {
  return { ...thing, ...name };
}

/** The editor does not know what runs for a node inside a subflow, but that node. */
function idInFlowsOf(RED: NodeAPI): (id: string) => string {
  return (id) => {
    const alias = own(RED.nodes.getNode(id), '_alias');
    return typeof alias === 'string' ? alias : id;
  };
}
