import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NoAlertError } from '../../src/alert/no-alert-error';
import {
  createRaises,
  type Detected,
  type Raises,
  type RaiseSettings,
} from '../../src/alert/raise';
import { asError } from '../../src/as-error';
import { systemClock } from '../../src/clock';
import { own } from '../../src/plain-object';
import { closeWith } from '../shared/close-node';
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
import { createRaisedAlerts, type RaisedAlerts, type Sending } from './raised-alerts';
import { raiseStatus, withDemo } from '../shared/status';
import { openPlace } from '../store/open-store';
import { findPlace } from '../store/stores';

const RAISED = 0;
const SUPPRESSED = 1;

const LOWEST = 1;
const HIGHEST = 10;
const DEFAULT_SEVERITY = 3;

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
    const { raises, alerts } = openRaises(node, properties, settings, sendAgain);
    status({});

    async function raise(
      msg: Message,
      desk: Desk,
      severity: unknown,
      subject: unknown,
    ): Promise<void> {
      const named = subjectOf(subject);
      if (named === undefined) warn('The message has no subject; it is raised and not suppressed');
      const kept = alerts?.keep(msg);
      const alert = await raises.raise(named, severityOf(severity, warn), positivesIn(msg), kept);
      if (alert.reason === 'unsuppressed' && named !== undefined) {
        warn('The store fails; alerts are raised and not suppressed');
      }
      msg.alert = alert;
      status(withDemo(raiseStatus(alert), isSimulated(msg)));
      if (alert.reason === 'suppressed') desk.emit(SUPPRESSED, msg);
      else if (kept) kept.send(() => desk.emit(RAISED, msg));
      else desk.emit(RAISED, msg);
    }

    /** What was raised and seen by nobody: Node-RED ended, or the one who follows was stopped. */
    function sendAgain(msg: Message, kept: Sending): void {
      void door.send(msg, (desk) => kept.send(() => desk.emit(RAISED, msg)));
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
        subjectReader.use(msg, (subject) => raise(msg, desk, severity, subject)),
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
    sendAgain: (msg: Message, kept: Sending) => void,
  ): { readonly raises: Raises; readonly alerts?: RaisedAlerts } {
    const newId = (): string => RED.util.generateId();
    const place = findPlace(RED, readText(properties, 'store'));
    if (!place.usable) {
      node.error(`${place.problem.message}; alerts are raised and not suppressed`);
      return { raises: createRaises(undefined, systemClock, settings, newId) };
    }
    const lease = openPlace(RED, node, place);
    const tell = (error: unknown): void => node.error(asError(error));
    const raises = createRaises(lease.store, systemClock, settings, newId);
    const alerts = createRaisedAlerts(RED, node.id, lease.store, systemClock, tell);
    const unfinished = new Set<Promise<unknown>>();

    function finish<Result>(work: Promise<Result>): Promise<Result> {
      const noted = work.finally(() => unfinished.delete(noted));
      unfinished.add(noted);
      return noted;
    }

    /** With each deploy, as it may have brought back those who follow. */
    const resume = (): void => void finish(alerts.resume(sendAgain)).catch(tell);
    const interrupt = (): void => alerts.interrupt();
    RED.events.on('flows:started', resume);
    RED.events.on('flows:stopping', interrupt);

    closeWith(node, async () => {
      RED.events.off('flows:started', resume);
      RED.events.off('flows:stopping', interrupt);
      alerts.interrupt();
      await Promise.allSettled(unfinished);
      await alerts.settled();
      await lease.release();
    });
    return {
      raises: {
        raise: (...given) => finish(raises.raise(...given)),
        release: (alert) => finish(raises.release(alert)),
        reset: (subject) => finish(raises.reset(subject)),
      },
      alerts,
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
