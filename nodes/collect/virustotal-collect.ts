import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError } from '../../src/as-error';
import { openCollector, type Collector } from '../../src/window/collector';
import { systemClock } from '../../src/clock';
import { createLine } from '../../src/in-order';
import { inPieces, type Pieces } from '../../src/in-pieces';
import { isBytes } from '../../src/indicator/inside/bytes';
import { readTlp } from '../../src/indicator/tlp';
import { printable } from '../../src/text/printable';
import { isHeavy } from '../../src/weight';
import { closeWith, lastMessages } from '../shared/close-node';
import { listenToFlows } from '../shared/flow-events';
import { openKeeping, takeOver } from '../shared/keeping';
import { ConfigurationError } from '../shared/configuration-error';
import { createReader } from '../shared/message-properties';
import { runNode, type Handler, type Message, type Setting } from '../shared/run-node';
import { once } from '../shared/once';
import { createRunningNodes } from '../shared/admin/running-nodes';
import { readText, type Properties } from '../shared/settings';
import { collectStatus } from '../shared/status/collected';
import { failureStatus } from '../shared/status/failure';
import { openStore } from '../store/open-store';
import { readAdmission } from './admission';
import { createCounting } from './counting';
import { registerCollectEndpoints, type RunningCollect } from './endpoints';
import { messagesOf } from './messages';
import { readEventReader, readWindow } from './settings';

const COLLECTED = 0;

/** Milliseconds between two looks at what the window holds, while events come. */
const LOOK = 250;

/** Bytes of a value that are read at once. */
const LITTLE = 16 * 1024;

/** Messages that are sent at once. */
const FEW = 200;

const LOSES_MARKS =
  'msg.tlp is not looked at here, and the messages that are sent on are not marked: choose the account that looks them up, with a limit, and have what may not be asked about skipped';

export = function register(RED: NodeAPI): void {
  const running = createRunningNodes<RunningCollect>();

  function createCollect(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 1 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status, texts }: Setting): Handler {
    const source = {
      value: readText(properties, 'property', 'payload'),
      type: readText(properties, 'propertyType', 'msg'),
    };
    const property = createReader(RED, node, source);
    const reader = readEventReader(properties);
    const admission = readAdmission(RED, properties);
    const counting = createCounting(
      (event) => reader.read(event),
      (indicator, mark) => admission.isWanted(indicator, mark),
    );
    const warn = once((sentence) => node.warn(sentence));
    const line = createLine();
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
      isWanted: (found) => admission.isStillWanted(found),
      send(counted, skipped) {
        const messages = messagesOf(counted, {
          ...(admission.isChoosy && { skipped }),
          newId: () => RED.util.generateId(),
        });
        showSoon();
        if (counted.length > FEW) return inPieces(sendEach(messages));
        for (const msg of messages) sendOn(msg);
        return undefined;
      },
      fail: (error) => node.error(asError(error)),
    });
    running.add(node, { opened: opening, limit: options.limit, flush: () => act('flush') });
    let collector: Collector | undefined;
    let cancelLook: (() => void) | undefined;
    lease.onTrouble(() => counting.troubled());

    function show(): void {
      cancelLook = undefined;
      if (!collector || counting.hasFailed()) return;
      const state = collector.state();
      const isKept = counting.isKept();
      status(() => collectStatus(texts, state, isKept));
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

    function* sendEach(messages: Iterable<Message>): Pieces<void> {
      for (const msg of messages) {
        sendOn(msg);
        yield;
      }
    }

    async function open(): Promise<void> {
      try {
        collector = await opening;
        show();
      } catch (error) {
        status(() => failureStatus(texts, asError(error)));
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
        await line.settled();
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
      const ready = await (line.isFree() ? opening : line.run(() => opening));
      if (command === 'flush') ready.flush();
      else if (command === 'reset') await ready.reset();
      else throw unknownCommand(command);
      show();
    }

    /** What is much gives others their turn, and what comes meanwhile is counted after it. */
    async function collectEvents(value: unknown, mark: unknown): Promise<void> {
      if (admission.losesMarks && readTlp(mark)) warn(LOSES_MARKS);
      const events = reader.eventsIn(value);
      if (collector && line.isFree() && !isMuch(value)) {
        const written = counting.count(events, collector, mark);
        showSoon();
        return await written;
      }
      const { written } = await line.run(async () =>
        counting.countInPieces(events, await opening, mark),
      );
      showSoon();
      return await written;
    }

    const work = (msg: Message): Promise<void> | undefined =>
      typeof msg.collect === 'string'
        ? act(msg.collect)
        : property.use(msg, (value) => collectEvents(value, msg.tlp));

    return (msg, desk) => {
      const errand = keeping.errandOf(msg);
      return errand ? errand(desk) : takeOver(RED, node.id, msg, () => work(msg));
    };
  }

  RED.nodes.registerType('virustotal-collect', createCollect);
  registerCollectEndpoints(RED, running);
};

/** Whether reading a value may take more than a moment. */
function isMuch(value: unknown): boolean {
  return isBytes(value) ? value.byteLength > LITTLE : isHeavy(value, LITTLE);
}

function unknownCommand(command: string): ConfigurationError {
  return new ConfigurationError('collect', `"${printable(command)}" is neither flush nor reset`);
}
