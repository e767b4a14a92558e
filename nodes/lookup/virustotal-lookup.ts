import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import type { Kind } from '../../src/indicator/identify';
import type { Wish } from '../../src/lookup/renewal';
import { isAccount, type AccountNode, type ReadyAccount } from '../account/account';
import { closeWith } from '../shared/close-node';
import { ConfigurationError } from '../shared/configuration-error';
import { isKnown, openKeeping, registryOf, takeOver, type NodeKeeping } from '../shared/keeping';
import { createReader } from '../shared/message-properties';
import {
  KEPT,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { readChoice, readDuration, readText, type Properties } from '../shared/settings';
import { createAnswerWriter, OUTPUTS } from './answer-fields';
import { createLife, type Life } from './life';
import { createProgress } from './progress';
import { createLookupWork, type LookupWork, type Task } from './work';

const FAILED = 1;

const KINDS: readonly [Kind, ...Kind[]] = ['auto', 'file', 'url', 'domain', 'ip'];

export = function register(RED: NodeAPI): void {
  function createLookup(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const ports = { outputs: 2, failureOutput: FAILED };
    runNode(RED, this, ports, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status, keepFailures }: Setting): Handler {
    const account = findAccount(properties);
    const { lookups, simulated, store } = account;
    const source = {
      value: readText(properties, 'property', 'payload'),
      type: readText(properties, 'propertyType', 'msg'),
    };
    const property = createReader(RED, node, source);
    const kind = readChoice(properties, 'kind', KINDS);
    const output = readChoice(properties, 'output', OUTPUTS);
    const target = readText(properties, 'target', 'payload');
    const write = createAnswerWriter(RED, output, target, simulated);
    const wish = readWish(properties);
    const life = createLife();
    const progress = createProgress(status, () => lookups.load(), simulated);
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
      write,
      kind,
      wish,
    });
    keepFailures(work.keepFailure);

    const lookUp = (task: Task): ReturnType<Handler> =>
      work.lookUp(task, () =>
        takeOver(RED, node.id, task.msg, (taken) => work.waitFor(task, taken)),
      );

    async function lookUpAll(
      values: readonly unknown[],
      msg: Message,
      desk: Desk,
    ): Promise<typeof KEPT | void> {
      const elements = elementsOf(values, msg, source.type === 'msg' ? source.value : undefined);
      const ends = await Promise.all(
        elements.map(async ({ value, each }) => {
          try {
            return await lookUp({ value, msg: each, desk });
          } catch (error) {
            return desk.fail(error, each);
          }
        }),
      );
      return ends.includes(KEPT) ? KEPT : undefined;
    }

    closeWhenDone(RED, node, account, life, keeping, work);
    node.on(
      'close',
      lookups.watch(() => progress.show()),
    );
    progress.show();
    return (msg, desk) => {
      const errand = keeping.errandOf(msg);
      if (errand) return errand(desk);
      return property.use(msg, (value) =>
        Array.isArray(value)
          ? takeOver(RED, node.id, msg, async (taken) => {
              // Its elements may wait for long, and whoever keeps it need not wait for that.
              await taken.write(account.store, () => Promise.resolve(false));
              return await lookUpAll(value, msg, desk);
            })
          : lookUp({ value, msg, desk }),
      );
    };
  }

  /**
   * A message of its own for each element of an array. `path` is where the array lies in the message,
   * if it does: cloned with each element, it would take the square of its size.
   */
  function elementsOf(
    values: readonly unknown[],
    msg: Message,
    path: string | undefined,
  ): { readonly value: unknown; readonly each: Message }[] {
    if (values.length === 0) throw new NotAnIndicatorError('The array is empty');
    const parts = { id: RED.util.generateId(), type: 'array', count: values.length, len: 1 };
    const outer = msg.parts === undefined ? {} : { parts: msg.parts };
    if (path !== undefined) RED.util.setMessageProperty(msg, path, null);
    return values.map((value, index) => {
      const each: Message = RED.util.cloneMessage(msg);
      Object.assign(each, { parts: { ...parts, index, ...outer } });
      if (path !== undefined) RED.util.setMessageProperty(each, path, value);
      return { value, each };
    });
  }

  function findAccount(properties: Properties): ReadyAccount {
    const node: unknown = RED.nodes.getNode(readText(properties, 'account'));
    if (!isAccount(node)) throw new ConfigurationError('account', 'no account is chosen');
    const account: AccountNode['account'] = node.account;
    if (!account.ready) throw account.problem;
    return account;
  }

  RED.nodes.registerType('virustotal-lookup', createLookup);
};

/** The account's store stays open until all is written down. */
function closeWhenDone(
  RED: NodeAPI,
  node: Node,
  { store, unfinished }: ReadyAccount,
  life: Life,
  keeping: NodeKeeping,
  work: LookupWork,
): void {
  const where = store.durable ? '' : ', in memory only: they are lost when Node-RED ends';
  closeWith(node, async (isRemoved) => {
    keeping.stop(isRemoved);
    life.end(isRemoved && !isKnown(RED, node.id));
    const closing = keeping.close();
    unfinished.add(closing);
    await closing.finally(() => unfinished.delete(closing));
    const left = work.left();
    if (left > 0) node.log(`Lookups that wait for the next start: ${left}${where}`);
  });
}

/** What is wished for beyond what VirusTotal has at hand. */
function readWish(properties: Properties): Wish {
  const maxAge = readDuration(properties, 'maxAge', '');
  const submit = readChoice(properties, 'unknown', ['report', 'submit']) === 'submit';
  return { ...(maxAge !== undefined && { maxAge }), submit };
}
