import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError } from '../../src/as-error';
import type { Shared } from '../../src/store/shared';
import type { Collector, CollectorOptions, Sharing } from '../../src/window/collector';
import { openCollector } from '../../src/window/open-collector';
import { systemClock } from '../../src/clock';
import { ClosedError } from '../../src/closed-error';
import { createLine } from '../../src/in-order';
import { inPieces, type Pieces } from '../../src/in-pieces';
import { isBytes } from '../../src/indicator/inside/bytes';
import { readTlp } from '../../src/indicator/tlp';
import { printable } from '../../src/text/printable';
import { isHeavy } from '../../src/weight';
import { within } from '../../src/within';
import { closeWith, lastMessages } from '../shared/close-node';
import { listenToFlows } from '../shared/flow-events';
import { openKeeping, takeOver } from '../shared/keeping';
import { ConfigurationError } from '../shared/configuration-error';
import { createReader } from '../shared/message-properties';
import { whenOpen } from '../shared/opening/opening';
import { KEPT, runNode, type Handler, type Message, type Setting } from '../shared/run-node';
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
import { sendTick } from './tick';

const COLLECTED = 0;

/** Milliseconds between two looks at what the window holds, while events come. */
const LOOK = 250;

/** Milliseconds for which what waits for a shared store holds up the end: Node-RED gives 15 s. */
const PATIENCE = 4000;

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
      admission.isChoosy ? (indicator, mark) => admission.isWanted(indicator, mark) : undefined,
    );
    const warn = once((sentence) => node.warn(sentence));
    const line = createLine();
    const options = readWindow(properties);
    const lease = openStore(RED, node, readText(properties, 'store'));
    const { store } = lease;
    const { shared } = store;
    const queue = `collected ${node.id}`;
    const keeping = openKeeping(RED, node, store, queue, async (_entry, custody, msg, desk) => {
      if (!keeping.holds(custody) && !(await keeping.regain(custody))) return KEPT;
      keeping.send(custody, msg, () => desk.emit(COLLECTED, msg));
      return undefined;
    });
    const collectorOptions: CollectorOptions = {
      ...options,
      clock: systemClock,
      values: store.values,
      name: node.id,
      random: Math.random,
      ...(admission.isChoosy && { isWanted: (found) => admission.isStillWanted(found) }),
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
      ...(shared && { sharing: sharingOf(shared) }),
    };
    const opening = whenOpen(node, () => openCollector(collectorOptions));
    running.add(node, {
      opened: opening,
      limit: options.limit,
      flush: () => act('flush'),
      away: () => shared?.away(),
    });
    let collector: Collector | undefined;
    let isClosed = false;
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

    function sharingOf(those: Shared): Sharing {
      const sender = {
        RED,
        node: node.id,
        keeping,
        now: () => store.now(),
        saysSkipped: admission.isChoosy,
        send: (msg: Message) => node.send(msg),
      };
      return {
        shared: those,
        store,
        queue,
        async sendTick(part, write) {
          const isSent = await sendTick(sender, part, write);
          showSoon();
          return isSent;
        },
      };
    }

    async function open(): Promise<void> {
      try {
        const opened = await opening;
        // A store that came back too late: nobody waits for it any more.
        if (isClosed) return await opened.close();
        collector = opened;
        show();
      } catch (error) {
        if (isClosed || error instanceof ClosedError) return;
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

    /** A store that several processes share may be away for long. */
    const patiently = (work: Promise<void>): Promise<void> =>
      shared ? within(systemClock, PATIENCE, work) : work;

    async function close(): Promise<void> {
      try {
        await lastMessages();
        await patiently(opened.then(() => line.settled()));
        isClosed = true;
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
      if (command === 'flush') await ready.flush();
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
