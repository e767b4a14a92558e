import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NoAlertError } from '../../src/alert/no-alert-error';
import {
  createRaises,
  type Alert,
  type Detected,
  type Raises,
  type RaiseSettings,
} from '../../src/alert/raise';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import type { Custody } from '../../src/keeping/custody';
import { writeEntryPart, type Entry } from '../../src/keeping/entry';
import type { Keeping } from '../../src/keeping/keeping';
import { own } from '../../src/plain-object';
import { closeWith, lastMessages } from '../shared/close-node';
import { ConfigurationError } from '../shared/configuration-error';
import { createReader } from '../shared/message-properties';
import { createFrontDoor } from '../shared/own-messages';
import {
  isSimulated,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { once } from '../shared/once';
import { readDuration, readSwitch, readText, type Properties } from '../shared/settings';
import { listenToFlows } from '../shared/flow-events';
import { openKeeping, takeOver, type Taken } from '../shared/keeping';
import { raiseStatus, withDemo } from '../shared/status';
import { openPlace } from '../store/open-store';
import { findPlace } from '../store/stores';

const RAISED = 0;
const SUPPRESSED = 1;

const LOWEST = 1;
const HIGHEST = 10;
const DEFAULT_SEVERITY = 3;

/** What is found about a subject, if the message names any. */
interface RaiseEvent {
  readonly subject: string | undefined;
  readonly severity: number;
  readonly positives: number;
}

/** What is decided about one event. */
interface Decided {
  readonly alert: Alert;
  /** Who keeps it; absent where it is suppressed, or there is no store. */
  readonly custody?: Custody;
}

/** The raises of a node. */
interface Opened {
  readonly raises: Raises;
  readonly decide: (msg: Message, event: RaiseEvent, taken: Taken) => Promise<Decided>;
  /** Absent where there is no store. */
  readonly keeping?: Keeping;
}

export = function register(RED: NodeAPI): void {
  function createRaise(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 2 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status }: Setting): Handler {
    const subjectReader = createReader(RED, node, {
      value: readText(properties, 'subject', 'verdict.indicator.value'),
      type: readText(properties, 'subjectType', 'msg'),
    });
    const severityReader = createReader(RED, node, {
      value: readText(properties, 'severity', String(DEFAULT_SEVERITY)),
      type: readText(properties, 'severityType', 'num'),
    });
    const settings = {
      module: readName(properties, 'module', 'virustotal'),
      detection: readName(properties, 'detection', 'malicious_url_detected'),
      quiet: readDuration(properties, 'suppress', '10m') ?? 0,
      escalates: readSwitch(properties, 'escalate', true),
    };
    const warn = once((sentence) => node.warn(sentence));
    const door = createFrontDoor(node);
    const { raises, decide, keeping } = openRaises(node, properties, settings, sendAgain);
    status({});

    async function raise(
      msg: Message,
      desk: Desk,
      severity: unknown,
      subject: unknown,
      taken: Taken,
    ): Promise<void> {
      const named = subjectOf(subject);
      if (named === undefined) warn('The message has no subject; it is raised and not suppressed');
      const positives = positivesIn(msg);
      const event = { subject: named, severity: severityOf(severity, warn), positives };
      const { alert, custody } = await decide(msg, event, taken);
      if (alert.reason === 'unsuppressed' && named !== undefined) {
        warn('The store fails; alerts are raised and not suppressed');
      }
      msg.alert = alert;
      status(withDemo(raiseStatus(alert), isSimulated(msg)));
      if (alert.reason === 'suppressed') desk.emit(SUPPRESSED, msg);
      else sendOn(msg, desk, custody);
    }

    function sendOn(msg: Message, desk: Desk, custody: Custody | undefined): void {
      const emit = (): void => desk.emit(RAISED, msg);
      if (keeping && custody) keeping.send(custody, msg, emit);
      else emit();
    }

    /** What was raised and seen by nobody: Node-RED ended, or the one who follows was stopped. */
    function sendAgain({ msg }: Entry, custody: Custody): void {
      const message: Message = { _msgid: '', ...msg };
      void door.send(message, (desk) => sendOn(message, desk, custody));
    }

    async function release(msg: Message): Promise<void> {
      const isReleased = await raises.release(alertIn(msg));
      const text = isReleased ? 'released' : 'released: raised again since';
      status({ fill: 'grey', shape: 'ring', text });
    }

    async function forget(subject: unknown): Promise<void> {
      const named = subjectOf(subject);
      await raises.reset(named);
      const text = named === undefined ? 'reset' : 'reset of one subject';
      status({ fill: 'grey', shape: 'ring', text });
    }

    return (msg, desk) => {
      const errand = door.errandOf(msg);
      if (errand) return errand(desk);
      if (msg.raise === 'release') return release(msg);
      if (msg.raise === 'reset') return subjectReader.use(msg, (subject) => forget(subject));
      return severityReader.use(msg, (severity) =>
        subjectReader.use(msg, (subject) =>
          takeOver(RED, node.id, msg, (taken) => raise(msg, desk, severity, subject, taken)),
        ),
      );
    };
  }

  /**
   * What is being decided when the node is closed is decided, and comes to those who follow, before
   * the store is given back.
   */
  function openRaises(
    node: Node,
    properties: Properties,
    settings: RaiseSettings,
    sendAgain: (entry: Entry, custody: Custody) => void,
  ): Opened {
    const newId = (): string => RED.util.generateId();
    const place = findPlace(RED, readText(properties, 'store'));
    if (!place.usable) {
      node.error(`${place.problem.message}; alerts are raised and not suppressed`);
      const raises = createRaises(undefined, systemClock, settings, newId);
      return {
        raises,
        decide: async (_msg, { subject, severity, positives }) => ({
          alert: await raises.raise(subject, severity, positives),
        }),
      };
    }
    const lease = openPlace(RED, node, place);
    const { store } = lease;
    const raises = createRaises(store, systemClock, settings, newId);
    const queue = `raise ${node.id}`;
    const keeping = openKeeping(RED, node, store, queue);
    const unfinished = new Set<Promise<unknown>>();

    function finish<Result>(work: Promise<Result>): Promise<Result> {
      const noted = work.finally(() => unfinished.delete(noted));
      unfinished.add(noted);
      return noted;
    }

    async function decide(msg: Message, event: RaiseEvent, taken: Taken): Promise<Decided> {
      const { subject, severity, positives } = event;
      const origin = taken.origin ?? { node: node.id, at: systemClock.now() };
      const entryOf = (alert: Alert): Entry => ({
        msg: { ...msg, alert },
        value: undefined,
        origin,
        has: [],
      });
      let decided: Decided | undefined;
      await taken.write(store, async (replaced) => {
        let id: string | undefined;
        const alert = await raises.raise(subject, severity, positives, {
          queue,
          ...(replaced && { replaced }),
          bytesOf: (raised) => writeEntryPart(entryOf(raised)),
          kept: (given) => (id = given),
        });
        if (alert.reason === 'suppressed') {
          decided = { alert };
          return false;
        }
        const custody = keeping.hold(entryOf(alert), id);
        decided = { alert, custody };
        return keeping.lasts(custody);
      });
      if (!decided) throw new TypeError('Nothing was decided');
      return decided;
    }

    /** With each deploy, as it may have brought back those who follow. */
    const resume = (): void =>
      void finish(keeping.resume(sendAgain)).catch((error: unknown) => node.error(asError(error)));
    const stopListening = listenToFlows(RED, {
      started: resume,
      stopping: () => keeping.interrupt(),
    });

    closeWith(node, async () => {
      stopListening();
      keeping.interrupt();
      await lastMessages();
      await Promise.allSettled(unfinished);
      await keeping.settled();
      await lease.release();
    });
    return {
      raises: {
        raise: (...given) => finish(raises.raise(...given)),
        release: (alert) => finish(raises.release(alert)),
        reset: (subject) => finish(raises.reset(subject)),
      },
      decide: (...given) => finish(keeping.writing(() => decide(...given))),
      keeping,
    };
  }

  RED.nodes.registerType('virustotal-raise', createRaise);
};

/** Part of what an alert is known by: without it, alerts of different kinds would suppress each other. */
function readName(properties: Properties, name: string, fallback: string): string {
  const text = readText(properties, name, fallback).trim();
  if (text !== '') return text;
  throw new ConfigurationError(name, 'a name is expected');
}

/** What an alert is about, as text; `undefined` where the message does not say. */
function subjectOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** The nearest of 1 to 10: an alert with an odd severity is an alert all the same. */
function severityOf(value: unknown, warn: (sentence: string) => void): number {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const severity = isNumber ? Number(value) : Number.NaN;
  if (severity >= LOWEST && severity <= HIGHEST) return severity;
  warn(`A severity is a number from ${LOWEST} to ${HIGHEST}`);
  if (Number.isNaN(severity)) return DEFAULT_SEVERITY;
  return severity < LOWEST ? LOWEST : HIGHEST;
}

function positivesIn(msg: Message): number {
  const positives = own(msg.verdict, 'positives');
  return typeof positives === 'number' && positives > 0 ? positives : 0;
}

/** @throws NoAlertError where the message holds no alert, or none that can be found again. */
function alertIn(msg: Message): Detected & { readonly id: string } {
  const [id, module, detection, subject] = ['id', 'module', 'detection', 'subject'].map((name) =>
    own(msg.alert, name),
  );
  const isAlert =
    typeof id === 'string' &&
    typeof module === 'string' &&
    typeof detection === 'string' &&
    typeof subject === 'string';
  if (isAlert) return { id, module, detection, subject };
  throw new NoAlertError('To release a raise, the message has to hold its msg.alert');
}
