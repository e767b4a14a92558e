import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError } from '../../src/as-error';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';
import type { IndicatorType } from '../../src/indicator/indicator';
import { openCollector, type Collector } from '../../src/window/collector';
import type { Counted } from '../../src/window/window';
import { systemClock } from '../../src/clock';
import { printable } from '../../src/text/printable';
import { identifyingReader, searchingReader, type EventReader } from './events';
import { closeWith, lastMessages } from '../shared/close-node';
import { listenToFlows } from '../shared/flow-events';
import { openKeeping, takeOver } from '../shared/keeping';
import { ConfigurationError } from '../shared/configuration-error';
import { createReader } from '../shared/message-properties';
import { runNode, type Handler, type Message, type Setting } from '../shared/run-node';
import {
  readChoice,
  readCount,
  readDuration,
  readList,
  readText,
  type Properties,
} from '../shared/settings';
import { collectStatus, failureStatus } from '../shared/status';
import { openStore } from '../store/open-store';

const TYPES: readonly IndicatorType[] = ['url', 'file', 'domain', 'ip'];

const COLLECTED = 0;

/** Milliseconds between two looks at what the window holds, while events come. */
const LOOK = 250;

/** A window without a length would hold nothing. */
const SHORTEST = 1000;

export = function register(RED: NodeAPI): void {
  function createCollect(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 1 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status }: Setting): Handler {
    const source = {
      value: readText(properties, 'property', 'payload'),
      type: readText(properties, 'propertyType', 'msg'),
    };
    const property = createReader(RED, node, source);
    const read = readEventReader(properties);
    const options = readWindow(properties);
    const lease = openStore(RED, node, readText(properties, 'store'));
    const keeping = openKeeping(
      RED,
      node,
      lease.store,
      `collected ${node.id}`,
      async (_entry, custody, msg, desk) =>
        keeping.send(custody, msg, () => desk.emit(COLLECTED, msg)),
    );
    const opening = openCollector({
      ...options,
      clock: systemClock,
      values: lease.store.values,
      name: node.id,
      random: Math.random,
      send(counted) {
        for (const msg of messagesOf(counted)) sendOn(msg);
        showSoon();
      },
      fail: (error) => node.error(asError(error)),
    });
    let collector: Collector | undefined;
    let cancelLook: (() => void) | undefined;
    let failed = false;
    /** What the store could not keep, since this node was started; other nodes use it, too. */
    let troubles = 0;
    let isKept = true;
    lease.onTrouble(() => {
      troubles += 1;
    });

    function show(): void {
      cancelLook = undefined;
      if (collector && !failed) status(collectStatus(collector.state(), isKept));
    }

    function showSoon(): void {
      cancelLook ??= systemClock.after(LOOK, show);
    }

    /** Kept until those who follow have it: the window counts it as told. */
    function sendOn(msg: Message): void {
      const origin = { node: node.id, at: systemClock.now() };
      const custody = keeping.hold({ msg: { ...msg }, value: undefined, origin, has: [] });
      keeping.send(custody, msg, () => node.send(msg));
    }

    function messagesOf(counted: readonly Counted[]): Message[] {
      const parts = { id: RED.util.generateId(), type: 'array', count: counted.length, len: 1 };
      return counted.map((each, index) => ({
        _msgid: RED.util.generateId(),
        ...fieldsOf(each),
        parts: { ...parts, index },
      }));
    }

    async function open(): Promise<void> {
      try {
        collector = await opening;
        show();
      } catch (error) {
        failed = true;
        status(failureStatus(asError(error)));
        node.error(asError(error));
      }
    }

    /** Ticks begin when the nodes that follow are there. */
    const begin = (): void => {
      stopListening();
      void opened.then(() => {
        collector?.start();
        return show();
      });
    };

    async function close(): Promise<void> {
      try {
        await lastMessages();
        await opened;
        await collector?.close();
        await keeping.close();
      } finally {
        await lease.release();
      }
    }

    const opened = open();
    const stopListening = listenToFlows(RED, { started: begin });

    closeWith(node, (isRemoved) => {
      stopListening();
      keeping.stop(isRemoved);
      cancelLook?.();
      return close();
    });

    async function act(command: string): Promise<void> {
      const ready = await opening;
      if (command === 'flush') ready.flush();
      else if (command === 'reset') await ready.reset();
      else {
        throw new ConfigurationError(
          'collect',
          `"${printable(command)}" is neither flush nor reset`,
        );
      }
      show();
    }

    function countAll(values: readonly unknown[], ready: Collector): Promise<void> {
      const problems: Error[] = [];
      let written: Promise<unknown> = Promise.resolve();
      for (const value of values) {
        try {
          const { found, sample } = read(value);
          written = ready.add(found, sample);
        } catch (error) {
          if (!(error instanceof NotAnIndicatorError)) throw error;
          problems.push(error);
        }
      }
      failed = problems.length > 0;
      showSoon();
      return watch(written).then(() => {
        const [problem] = problems;
        if (!problem) return;
        const which = values.length === 1 ? '' : `${problems.length} of ${values.length}: `;
        throw new NotAnIndicatorError(`${which}${problem.message}`);
      });
    }

    /** Notes whether something is kept, and fails where that fails: it is counted all the same. */
    async function watch(written: Promise<unknown>): Promise<void> {
      const before = troubles;
      try {
        await written;
        isKept = troubles === before;
      } catch (error) {
        failed = true;
        throw error;
      }
    }

    function collect(value: unknown): Promise<void> {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return collector
        ? countAll(values, collector)
        : opening.then((ready) => countAll(values, ready));
    }

    const work = (msg: Message): Promise<void> | undefined =>
      typeof msg.collect === 'string' ? act(msg.collect) : property.use(msg, collect);

    return (msg, desk) => {
      const errand = keeping.errandOf(msg);
      return errand ? errand(desk) : takeOver(RED, node.id, msg, () => work(msg));
    };
  }

  RED.nodes.registerType('virustotal-collect', createCollect);
};

/** What a message says of an indicator. */
function fieldsOf({ key, value, count, error, first, last, sample }: Counted): object {
  const { type, id } = identify(value, typeOf(key));
  return {
    payload: value,
    indicator: { type, value, id },
    count,
    ...(error > 0 && { countError: error }),
    firstSeen: new Date(first).toISOString(),
    lastSeen: new Date(last).toISOString(),
    sample,
  };
}

function typeOf(key: string): IndicatorType | 'auto' {
  return TYPES.find((type) => key.startsWith(`${type}:`)) ?? 'auto';
}

function readEventReader(properties: Properties): EventReader {
  const names = properties['find'] === undefined ? TYPES.slice(0, 1) : readList(properties, 'find');
  const find = new Set(TYPES.filter((type) => names.includes(type)));
  const wrong = names.find((name) => !TYPES.some((type) => type === name));
  if (wrong !== undefined || find.size === 0) {
    throw new ConfigurationError('find', 'one or more of url, file, domain and ip are expected');
  }
  const source = readChoice(properties, 'source', ['text', 'value']);
  return source === 'text' ? searchingReader(find) : identifyingReader(find);
}

function readWindow(properties: Properties): {
  readonly length: number;
  readonly every?: number;
  readonly limit: number;
  readonly maxDistinct: number;
} {
  const length = readDuration(properties, 'window', '1h');
  if (length === undefined || length < SHORTEST) {
    throw new ConfigurationError('window', 'a duration of one second or more is expected');
  }
  const every = readDuration(properties, 'every', '1h');
  if (every !== undefined && every < SHORTEST) {
    throw new ConfigurationError(
      'every',
      'a duration of one second or more is expected, or nothing',
    );
  }
  return {
    length,
    ...(every !== undefined && { every }),
    limit: readCount(properties, 'limit', 4),
    maxDistinct: readCount(properties, 'maxDistinct', 100_000, 1),
  };
}
