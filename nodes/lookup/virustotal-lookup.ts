import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import type { Entry } from '../../src/keeping/entry';
import type { Origin } from '../../src/keeping/identity';
import type { PlainObject } from '../../src/plain-object';
import { closeWith, lastMessages } from '../shared/close-node';
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
import type { Custody } from '../../src/keeping/custody';
import { listenToFlows } from '../shared/flow-events';
import { openKeeping, registryOf, takeOver, type Taken } from '../shared/keeping';
import {
  KEPT,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { createLife } from './life';
import { readChoice, readDuration, readText, type Properties } from '../shared/settings';
import { busyStatus, failureStatus, OUTCOME_STATUS, withDemo } from '../shared/status';

const LOOKED_UP = 0;
const FAILED = 1;

const KINDS: readonly [Kind, ...Kind[]] = ['auto', 'file', 'url', 'domain', 'ip'];

/** One value to be looked up for one message. */
interface Task {
  readonly value: unknown;
  readonly msg: Message;
  readonly desk: Desk;
  /** Who keeps it already, from an earlier life of the node. */
  readonly custody?: Custody;
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
    const keeping = openKeeping(RED, node, store, `lookup ${node.id}`);
    const registry = registryOf(RED);
    const life = createLife(node, store.durable);
    const resumed = new WeakMap<Message, { value: unknown; custody: Custody }>();
    let last: NodeStatus = simulated ? { fill: 'grey', shape: 'ring', text: 'demo' } : {};
    let unfinished = 0;

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

    /**
     * What memory knows costs no wait, and what does not wait is written down only where flows are
     * stopped right after, unless somebody keeps it already.
     */
    function lookUp(task: Task): Promise<typeof KEPT | void> | undefined {
      const { value, msg, desk } = task;
      try {
        const indicator = identify(value, kind);
        const known = keeping.isFull() ? undefined : lookups.peek(indicator, wish);
        if (!known) return takeOver(RED, node.id, msg, (taken) => workOn(task, taken));
        const custody = registry.has(msg) ? undefined : keeping.hold(entryOf(task));
        finish(msg, indicator, known);
        show();
        if (custody) keeping.send(custody, msg, () => desk.emit(LOOKED_UP, msg));
        else desk.emit(LOOKED_UP, msg);
        return undefined;
      } catch (error) {
        last = failureStatus(asError(error));
        throw error;
      }
    }

    /** As it has come: those who follow may change what they get. */
    function entryOf({ msg, value }: Task, origin?: Origin): Entry {
      return {
        msg: { ...msg },
        value,
        origin: origin ?? { node: node.id, at: systemClock.now() },
        has: [],
      };
    }

    /** The store stays open until it is done. */
    function hold<Result>(work: Promise<Result>): Promise<Result> {
      const over = (): void => void account.unfinished.delete(work);
      account.unfinished.add(work);
      work.then(over, over);
      return work;
    }

    const workOn = (task: Task, taken?: Taken): Promise<typeof KEPT | void> =>
      hold(waitFor(task, taken));

    async function waitFor(task: Task, taken?: Taken): Promise<typeof KEPT | void> {
      const { msg, desk } = task;
      unfinished += 1;
      let { custody } = task;
      try {
        const indicator = identify(task.value, kind);
        const urgent = msg.priority === 'high';
        custody ??= await keeping.accept(
          entryOf(task, taken?.origin),
          urgent ? 1 : 0,
          taken?.write,
        );
        const looking = lookups.lookup(indicator, urgent, wish);
        show();
        const answer = await life.untilClosed(looking);
        finish(msg, indicator, answer);
        if (!keeping.lasts(custody)) Object.assign(Object(msg.virustotal), { durable: false });
        keeping.send(custody, msg, () => desk.emit(LOOKED_UP, msg));
        return undefined;
      } catch (error) {
        if (
          custody &&
          error instanceof ClosedError &&
          keeping.lasts(custody) &&
          !life.isRemoved()
        ) {
          keeping.leave(custody);
          life.kept();
          return KEPT;
        }
        last = failureStatus(asError(error));
        if (custody) keeping.finish(custody);
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
        await keeping.resume(({ msg, value }, custody) => {
          const message = toMessage(msg);
          resumed.set(message, { value, custody });
          node.receive(message);
        });
      } catch (error) {
        node.error(asError(error));
      }
    }

    const stopListening = listenToFlows(RED, {
      started: () => void hold(resume()),
      stopping: () => keeping.interrupt(),
    });
    closeWith(node, () => {
      stopListening();
      keeping.interrupt();
      return hold(lastMessages().then(() => keeping.settled()));
    });
    node.on('close', lookups.watch(show));
    show();
    return (msg, desk) => {
      const before = resumed.get(msg);
      if (before) return workOn({ ...before, msg, desk });
      return property.use(msg, (value) =>
        Array.isArray(value)
          ? takeOver(RED, node.id, msg, () => lookUpAll(value, msg, desk))
          : lookUp({ value, msg, desk }),
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

function toMessage(msg: PlainObject): Message {
  return { _msgid: '', ...msg };
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
