import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../src/clock';
import { inPieces, type Pieces } from '../../src/in-pieces';
import { hashInPieces } from '../../src/indicator/inside/bytes';
import type { Wish } from '../../src/lookup/renewal';
import { createWorkUnderWay, type WorkUnderWay } from '../../src/work-under-way';
import { isAccount, type AccountNode, type ReadyAccount } from '../account/account';
import { closeWith } from '../shared/close-node';
import { tellWaiting } from '../shared/closing/tell-waiting';
import { ConfigurationError } from '../shared/configuration-error';
import { openKeeping, takeOver, type NodeKeeping } from '../shared/keeping';
import { readKinds, TYPES } from '../shared/kinds';
import { isKnown } from '../shared/known-nodes';
import { createReader } from '../shared/message-properties';
import { beginWhenOpen } from '../shared/opening/opening';
import { registryOf } from '../shared/registry';
import {
  KEPT,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import {
  readChoice,
  readDuration,
  readSwitch,
  readText,
  type Properties,
} from '../shared/settings';
import { tellUnwired } from '../shared/wiring/tell-unwired';
import { storeStatus } from '../shared/status/stores';
import { createAnswerWriter, OUTPUTS } from './answer-fields';
import { registerLookupEndpoints } from './endpoints';
import { createLife, type Life } from './life';
import { createLookupNotes } from './lookup-notes';
import { listenToStoreTurns } from '../shared/figures/store-turns';
import { createProgress } from './progress';
import {
  elementsOf,
  foundIn,
  isLargeContent,
  messagesOf,
  type Element,
  type Plan,
  type Search,
} from './sequence';
import { automaticTarget, type Reading } from './target';
import { KINDS, mayLeave } from './wanted';
import { offerLookups } from './under-way';
import { createLookupWork, FAILED, type LookupWork, type Task } from './work';

export = function register(RED: NodeAPI): void {
  function createLookup(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const ports = { outputs: 2, failureOutput: FAILED };
    runNode(RED, this, ports, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(
    node: Node,
    properties: Properties,
    { status, texts, keepFailures }: Setting,
  ): Handler {
    const { id: accountId, journal, account } = findAccount(properties);
    const { lookups, simulated, store } = account;
    beginWhenOpen(node, store);
    const source = {
      value: readText(properties, 'property', 'payload'),
      type: readText(properties, 'propertyType', 'msg'),
    };
    const property = createReader(RED, node, source);
    const kind = readChoice(properties, 'kind', KINDS);
    const output = readChoice(properties, 'output', OUTPUTS);
    const search = readSearch(properties, account);
    const target = readTarget(properties, {
      property: source.value,
      propertyType: source.type,
      source: search ? 'text' : 'value',
      output,
    });
    const tellsTarget = properties['target'] !== undefined;
    const notes = createLookupNotes(journal, accountId, { node: node.id, simulated });
    const writer = createAnswerWriter(RED, {
      output,
      target,
      tellsTarget,
      simulated,
      account: accountId,
    });
    const wish = readWish(properties);
    const path = source.type === 'msg' ? source.value : undefined;
    const life = createLife();
    /** Messages that are being taken apart: when the node is closed, each part is still to be kept. */
    const beginning = createWorkUnderWay();
    const progress = createProgress({ status, texts }, lookups, simulated, () =>
      store.shared?.away(),
    );
    if (store.shared)
      node.on(
        'close',
        listenToStoreTurns(RED, () => progress.show()),
      );
    const keeping = openKeeping(
      RED,
      node,
      store,
      `lookup ${node.id}`,
      ({ value }, custody, msg, desk) => work.waitFor({ value, msg, desk }, undefined, custody),
    );
    const registry = registryOf(RED);
    const work = createLookupWork({
      nodeId: node.id,
      account,
      keeping,
      registry,
      life,
      progress,
      underWay: offerLookups(
        RED,
        node,
        { id: readText(properties, 'account'), lookups, store },
        wish,
      ),
      writer,
      notes,
      kind,
      wish,
    });
    keepFailures(work.keepFailure);
    const { storeInShort } = account;
    if (storeInShort) status(() => storeStatus(texts, storeInShort));

    const lookUp = (task: Task): ReturnType<Handler> =>
      work.lookUp(task, () =>
        takeOver(RED, node.id, task.msg, (taken) => work.waitFor(task, taken)),
      );

    async function endOf({ value, msg }: Element, desk: Desk): Promise<typeof KEPT | void> {
      try {
        return await lookUp({ value, msg, desk });
      } catch (error) {
        return desk.fail(error, msg);
      }
    }

    function* beginEach(
      elements: Iterable<Element>,
      desk: Desk,
    ): Pieces<ReturnType<typeof endOf>[]> {
      const ends: ReturnType<typeof endOf>[] = [];
      for (const element of elements) {
        ends.push(endOf(element, desk));
        yield;
      }
      return ends;
    }

    async function begin(
      plan: Pieces<Plan[]>,
      msg: Message,
      desk: Desk,
    ): Promise<ReturnType<typeof endOf>[]> {
      const elements = messagesOf(RED, await inPieces(plan), msg, path);
      return await inPieces(beginEach(elements, desk));
    }

    /** Looks up each part of a message for itself. */
    function inParts(plan: Pieces<Plan[]>, msg: Message, desk: Desk): ReturnType<Handler> {
      return takeOver(RED, node.id, msg, async (taken) => {
        // They may wait for long, and whoever keeps it need not wait for that.
        await taken.write(account.store, () => Promise.resolve(false));
        const ends = await Promise.all(await beginning.add(begin(plan, msg, desk)));
        return ends.includes(KEPT) ? KEPT : undefined;
      });
    }

    /** Content of a file that takes long to be hashed gives others their turn. */
    function inTime(content: Parameters<typeof hashInPieces>[0], task: Task): ReturnType<Handler> {
      return takeOver(RED, node.id, task.msg, async (taken) => {
        const value = await beginning.add(inPieces(hashInPieces(content)));
        return await work.waitFor({ ...task, value }, taken);
      });
    }

    function act(task: Task): ReturnType<Handler> {
      const { value, msg, desk } = task;
      if (search) return inParts(foundIn(RED, value, search), msg, desk);
      if (Array.isArray(value)) return inParts(elementsOf(value), msg, desk);
      return isLargeContent(value) ? inTime(value, task) : lookUp(task);
    }

    closeWhenDone(RED, node, account, { life, keeping, work, beginning });
    node.on(
      'close',
      lookups.watch(() => progress.show()),
    );
    progress.show();
    tellUnwired(RED, node, {
      output: FAILED,
      consequence: 'what fails goes to Catch nodes alone',
      loses: false,
    });
    return (msg, desk) => {
      const errand = keeping.errandOf(msg);
      if (errand) return errand(desk);
      return property.use(msg, (value) => act({ value, msg, desk }));
    };
  }

  function findAccount(
    properties: Properties,
  ): Pick<AccountNode, 'id' | 'journal'> & { readonly account: ReadyAccount } {
    const node: unknown = RED.nodes.getNode(readText(properties, 'account'));
    if (!isAccount(node)) throw new ConfigurationError('account', 'no account is chosen');
    const account: AccountNode['account'] = node.account;
    if (!account.ready) throw account.problem;
    const { id, journal } = node;
    return { id, account, ...(journal && { journal }) };
  }

  registerLookupEndpoints(RED, systemClock);
  RED.nodes.registerType('virustotal-lookup', createLookup);
};

/** What has to come to an end when a node is closed. */
interface Closing {
  readonly life: Life;
  readonly keeping: NodeKeeping;
  readonly work: LookupWork;
  readonly beginning: WorkUnderWay;
}

/** The account's store stays open until all is written down. */
function closeWhenDone(
  RED: NodeAPI,
  node: Node,
  { store, unfinished }: ReadyAccount,
  { life, keeping, work, beginning }: Closing,
): void {
  closeWith(node, async (isRemoved) => {
    keeping.stop(isRemoved);
    life.end(isRemoved && !isKnown(RED, node.id));
    const closing = beginning.settled().then(() => keeping.close());
    unfinished.add(closing);
    await closing.finally(() => unfinished.delete(closing));
    tellWaiting(node, 'Lookups', work.left(), store);
    const lost = work.lost();
    if (lost > 0)
      node.warn(`Lookups that end with this stop, as the store had not taken them: ${lost}`);
  });
}

/** What is wished for beyond what VirusTotal has at hand. */
function readWish(properties: Properties): Wish {
  const maxAge = readDuration(properties, 'maxAge', '');
  const submit = readChoice(properties, 'unknown', ['report', 'submit']) === 'submit';
  return { ...(maxAge !== undefined && { maxAge }), submit };
}

/** What is looked for inside the property; nothing where the property is the indicator itself. */
function readSearch(
  properties: Properties,
  { permit }: Pick<ReadyAccount, 'permit'>,
): Search | undefined {
  const find = readKinds(properties, TYPES);
  if (readChoice(properties, 'source', ['value', 'text']) !== 'text') return undefined;
  const skips = readSwitch(properties, 'skip', false);
  return { find, isWanted: (indicator) => !skips || mayLeave(indicator, permit) };
}

/** Where the answer is written to. A flow saved before there was a choice says nothing, which is the payload. */
function readTarget(properties: Properties, reading: Reading): string {
  const target = readText(properties, 'target', 'payload').trim();
  return target === '' ? automaticTarget(reading) : target;
}
