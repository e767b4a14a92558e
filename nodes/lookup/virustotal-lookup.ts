import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { asError } from '../../src/as-error';
import { identify, type Kind } from '../../src/indicator/identify';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import type { Indicator } from '../../src/indicator/indicator';
import type { Verdict } from '../../src/verdict/verdict';
import type { Answer } from '../../src/lookup/cache/answer';
import { ClosedError } from '../../src/closed-error';
import type { Wish } from '../../src/lookup/renewal';
import { isAccount, type AccountNode, type ReadyAccount } from '../account/account';
import { ConfigurationError } from '../shared/configuration-error';
import { createReader, createWriter } from '../shared/message-properties';
import {
  KEPT,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { createJournal, type Journal } from './waiting-messages';
import { createLife } from './life';
import { readChoice, readDuration, readText, type Properties } from '../shared/settings';
import { busyStatus, failureStatus, OUTCOME_STATUS, withDemo } from '../shared/status';
import { passOn } from '../shared/pass-on';

const LOOKED_UP = 0;
const FAILED = 1;

const KINDS: readonly [Kind, ...Kind[]] = ['auto', 'file', 'url', 'domain', 'ip'];

/** One value to be looked up for one message. */
interface Task {
  readonly value: unknown;
  readonly msg: Message;
  readonly desk: Desk;
  /** Where it is written down already, in an earlier life of the node. */
  readonly entry?: string;
}

export = function register(RED: NodeAPI): void {
  function createLookup(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const ports = { outputs: 2, failureOutput: FAILED };
    runNode(RED, this, ports, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status }: Setting): Handler {
    const account = findAccount(properties);
    const { lookups, simulated, store } = account;
    const source = {
      value: readText(properties, 'property', 'payload'),
      type: readText(properties, 'propertyType', 'msg'),
    };
    const property = createReader(RED, node, source);
    const kind = readChoice(properties, 'kind', KINDS);
    const output = readChoice(properties, 'output', ['report', 'text', 'verdict']);
    const target = readText(properties, 'target', 'payload');
    const write = createWriter(RED, target);
    const wish = readWish(properties);
    const journal = createJournal(store, node.id);
    const life = createLife(node, store.durable);
    const resumed = new WeakMap<Message, { value: unknown; entry: string }>();
    let last: NodeStatus = simulated ? { fill: 'grey', shape: 'ring', text: 'demo' } : {};
    let unfinished = 0;
    let hasResumed = false;

    function show(): void {
      if (unfinished === 0) {
        status(last);
        return;
      }
      status(withDemo(busyStatus(unfinished, lookups.load()), simulated));
    }

    function finish(msg: Message, indicator: Indicator, answer: Answer<Verdict>): void {
      msg.virustotal = describe(indicator, answer, simulated);
      if (!write(msg, content(output, answer))) {
        throw new ConfigurationError('target', `msg.${target} cannot be written`);
      }
      const text = answer.stale === undefined ? answer.outcome : `${answer.outcome}, but old`;
      last = withDemo({ ...OUTCOME_STATUS[answer.outcome], text }, simulated);
    }

    /** What memory knows costs no wait, and what does not wait need not be written down. */
    function lookUp(task: Task): Promise<typeof KEPT | void> | undefined {
      const { value, msg, desk } = task;
      try {
        const indicator = identify(value, kind);
        const known = lookups.peek(indicator, wish);
        if (!known) return workOn(task);
        finish(msg, indicator, known);
        show();
        desk.emit(LOOKED_UP, msg);
        return undefined;
      } catch (error) {
        last = failureStatus(asError(error));
        throw error;
      }
    }

    const isKept = (entry: string | undefined): entry is string =>
      entry !== undefined && journal.lasts(entry);

    /** The store stays open until it is done. */
    function hold<Result>(work: Promise<Result>): Promise<Result> {
      const over = (): void => void account.unfinished.delete(work);
      account.unfinished.add(work);
      work.then(over, over);
      return work;
    }

    const workOn = (task: Task): Promise<typeof KEPT | void> => hold(waitFor(task));

    async function waitFor(task: Task): Promise<typeof KEPT | void> {
      const { msg, desk } = task;
      unfinished += 1;
      let entry = task.entry;
      try {
        const indicator = identify(task.value, kind);
        const urgent = msg.priority === 'high';
        if (entry === undefined && !hasResumed) await life.untilClosed(resuming);
        entry ??= await journal.write(msg, task.value, urgent);
        const looking = lookups.lookup(indicator, urgent, wish);
        show();
        const answer = await life.untilClosed(looking);
        finish(msg, indicator, answer);
        if (!isKept(entry)) Object.assign(Object(msg.virustotal), { durable: false });
        desk.emit(LOOKED_UP, msg);
        await life.finishing(endOf(journal, entry));
        return undefined;
      } catch (error) {
        if (error instanceof ClosedError && isKept(entry) && !life.isRemoved()) {
          if (task.entry !== undefined) await journal.keep(entry);
          life.kept();
          return KEPT;
        }
        last = failureStatus(asError(error));
        if (entry !== undefined) await journal.finish(entry);
        throw error;
      } finally {
        unfinished -= 1;
        show();
      }
    }

    async function lookUpAll(
      values: readonly unknown[],
      msg: Message,
      desk: Desk,
    ): Promise<typeof KEPT | void> {
      if (values.length === 0) throw new NotAnIndicatorError('The array is empty');
      const parts = { id: RED.util.generateId(), type: 'array', count: values.length, len: 1 };
      const outer = msg.parts === undefined ? {} : { parts: msg.parts };
      const inMessage = source.type === 'msg';
      // Cloned with each element, the array would take the square of its size.
      if (inMessage) RED.util.setMessageProperty(msg, source.value, null);
      const ends = await Promise.all(
        values.map(async (value, index) => {
          const each: Message = RED.util.cloneMessage(msg);
          Object.assign(each, { parts: { ...parts, index, ...outer } });
          if (inMessage) RED.util.setMessageProperty(each, source.value, value);
          try {
            return await lookUp({ value, msg: each, desk });
          } catch (error) {
            return desk.fail(error, each);
          }
        }),
      );
      return ends.includes(KEPT) ? KEPT : undefined;
    }

    /** Messages of an earlier life come in by the front door, each with its own end. */
    async function resume(): Promise<void> {
      try {
        await journal.resume(({ id, msg, value }) => {
          if (life.isOver()) return false;
          resumed.set(msg, { value, entry: id });
          node.receive(msg);
          return true;
        });
      } catch (error) {
        node.error(error);
      }
      hasResumed = true;
    }

    // Until then what is written down in this life could not be told from what was before.
    const resuming = new Promise<void>((resolve) => {
      const begin = (): void => void hold(resume()).then(resolve);
      RED.events.once('flows:started', begin);
      node.on('close', () => RED.events.off('flows:started', begin));
    });
    node.on('close', lookups.watch(show));
    show();
    return (msg, desk) => {
      const before = resumed.get(msg);
      if (before) return workOn({ ...before, msg, desk });
      return property.use(msg, (value) =>
        Array.isArray(value) ? lookUpAll(value, msg, desk) : lookUp({ value, msg, desk }),
      );
    };
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

/** An entry ends when those who follow have the message: a crash before that takes it up again. */
async function endOf(journal: Journal, entry: string | undefined): Promise<void> {
  if (entry === undefined) return;
  await passOn();
  await journal.finish(entry);
}

function describe(indicator: Indicator, answer: Answer<Verdict>, simulated: boolean): object {
  const { type, value, id } = indicator;
  return {
    indicator: { type, value, id },
    outcome: answer.outcome,
    source: answer.source,
    api: answer.api,
    fetchedAt: new Date(answer.fetchedAt).toISOString(),
    link: answer.link,
    ...(answer.stale !== undefined && { stale: true, staleReason: answer.stale }),
    ...(simulated && { simulated }),
  };
}

/** Each message gets its own, so that a flow may change what it gets. */
function content(output: 'report' | 'text' | 'verdict', answer: Answer<Verdict>): unknown {
  switch (output) {
    case 'text':
      return answer.text();
    case 'report':
      return JSON.parse(answer.text());
    case 'verdict':
      return answer.stale === undefined
        ? answer.condensed()
        : { ...answer.condensed(), stale: true };
  }
}

/** What is wished for beyond what VirusTotal has at hand. */
function readWish(properties: Properties): Wish {
  const maxAge = readDuration(properties, 'maxAge', '');
  const submit = readChoice(properties, 'unknown', ['report', 'submit']) === 'submit';
  return { ...(maxAge !== undefined && { maxAge }), submit };
}
