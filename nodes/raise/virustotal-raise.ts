import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NoAlertError } from '../../src/alert/no-alert-error';
import type { Detected } from '../../src/alert/raise';
import type { Custody } from '../../src/keeping/custody';
import { isShortSubject, readSubject } from '../../src/alert/subject';
import { atOnce, inPieces } from '../../src/in-pieces';
import { own } from '../../src/plain-object';
import { ConfigurationError } from '../shared/configuration-error';
import { createReader } from '../shared/message-properties';
import {
  isSimulated,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { once } from '../shared/once';
import { createRunningNodes } from '../shared/admin/running-nodes';
import { readDuration, readSwitch, readText, type Properties } from '../shared/settings';
import { takeOver, type Taken } from '../shared/keeping';
import { tellMissingVerdict } from '../shared/wiring/tell-missing-verdict';
import { tellUnwired } from '../shared/wiring/tell-unwired';
import { raiseStatus, releasedStatus, resetStatus } from '../shared/status/alerts';
import { NO_STATUS, withDemo } from '../shared/status/status';
import { createDetections } from './detections';
import { registerRaiseEndpoints, type RunningRaise } from './endpoints';
import { openRaises } from './open-raises';

const RAISED = 0;
const SUPPRESSED = 1;

const LOWEST = 1;
const HIGHEST = 10;
const DEFAULT_SEVERITY = 3;

export = function register(RED: NodeAPI): void {
  const running = createRunningNodes<RunningRaise>();

  function createRaise(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 2 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status, texts }: Setting): Handler {
    const subjectPlace = {
      value: readText(properties, 'subject', 'verdict.indicator.value'),
      type: readText(properties, 'subjectType', 'msg'),
    };
    const subjectReader = createReader(RED, node, subjectPlace);
    const severityReader = createReader(RED, node, {
      value: readText(properties, 'severity', String(DEFAULT_SEVERITY)),
      type: readText(properties, 'severityType', 'num'),
    });
    const settings = {
      module: readName(properties, 'module', 'virustotal'),
      detections: createDetections(
        readText(properties, 'detection', 'malicious_url_detected').trim(),
      ),
      quiet: readDuration(properties, 'suppress', '10m') ?? 0,
      escalates: readSwitch(properties, 'escalate', true),
    };
    const warn = once((sentence) => node.warn(sentence));
    const {
      release: undo,
      reset,
      decide,
      keeping,
      kinds,
      note,
    } = openRaises(
      RED,
      node,
      readText(properties, 'store'),
      settings,
      // What was raised and seen by nobody: Node-RED ended, or the one who follows was stopped.
      async (_entry, custody, msg, desk) => sendOn(msg, desk, custody),
    );
    running.add(node, { quiet: settings.quiet, ...(kinds && { kinds }) });
    tellUnwired(RED, node, {
      output: SUPPRESSED,
      consequence: 'what is suppressed is counted in the next alert, and seen nowhere else',
      loses: false,
    });
    if (isOfVerdict(subjectPlace)) {
      tellMissingVerdict(RED, node, 'verdict', (sentence) => node.warn(sentence));
    }
    status(NO_STATUS);

    async function raise(
      msg: Message,
      desk: Desk,
      severity: unknown,
      subject: unknown,
      taken: Taken,
    ): Promise<void> {
      const named = await subjectOf(subject);
      if (named === undefined) warn('The message has no subject; it is raised and not suppressed');
      const positives = positivesIn(msg);
      const event = { subject: named, severity: severityOf(severity, warn), positives };
      const { alert, custody } = await decide(msg, event, taken);
      if (alert.reason === 'unsuppressed' && named !== undefined) {
        warn('The store fails; alerts are raised and not suppressed');
      }
      msg.alert = alert;
      const simulated = isSimulated(msg);
      // As it is now: those who follow may change what they get before it is seen.
      const raised = { ...alert };
      note(raised, raised.reason === 'suppressed' ? 'suppressed' : 'raised', simulated);
      status(() => withDemo(texts, raiseStatus(texts, raised), simulated));
      if (alert.reason === 'suppressed') desk.emit(SUPPRESSED, msg);
      else sendOn(msg, desk, custody);
      // What cannot be kept here stays with whoever has kept it so far.
      if (!custody && alert.reason !== 'suppressed') taken.passedOn();
    }

    function sendOn(msg: Message, desk: Desk, custody: Custody | undefined): void {
      const emit = (): void => desk.emit(RAISED, msg);
      if (keeping && custody) keeping.send(custody, msg, emit);
      else emit();
    }

    async function release(msg: Message): Promise<void> {
      const alert = alertIn(msg);
      const isReleased = await undo(alert);
      const severity = severityOf(own(msg.alert, 'severity'), () => undefined);
      if (isReleased) note({ ...alert, severity }, 'released', isSimulated(msg));
      status(() => releasedStatus(texts, isReleased));
    }

    async function forget(subject: unknown): Promise<void> {
      const named = await subjectOf(subject);
      await reset(named);
      status(() => resetStatus(texts, named !== undefined));
    }

    async function act(msg: Message, desk: Desk, taken: Taken): Promise<void> {
      if (msg.raise === 'release') await release(msg);
      else if (msg.raise === 'reset') await subjectReader.use(msg, (subject) => forget(subject));
      else {
        await severityReader.use(msg, (severity) =>
          subjectReader.use(msg, (subject) => raise(msg, desk, severity, subject, taken)),
        );
      }
    }

    return (msg, desk) => {
      const errand = keeping?.errandOf(msg);
      if (errand) return errand(desk);
      return takeOver(RED, node.id, msg, (taken) => act(msg, desk, taken));
    };
  }

  RED.nodes.registerType('virustotal-raise', createRaise);
  registerRaiseEndpoints(RED, running);
};

/** Whether a subject is none without a verdict. */
function isOfVerdict({ value, type }: { readonly value: string; readonly type: string }): boolean {
  return (type === 'msg' || type === 'jsonata') && /^\s*(?:msg\.)?verdict\b/.test(value);
}

/** Part of what an alert is known by: without it, alerts of different kinds would suppress each other. */
function readName(properties: Properties, name: string, fallback: string): string {
  const text = readText(properties, name, fallback).trim();
  if (text !== '') return text;
  throw new ConfigurationError(name, 'a name is expected');
}

/** Most subjects are short, and take no turn of the event loop. */
async function subjectOf(value: unknown): Promise<string | undefined> {
  const reading = readSubject(value);
  return isShortSubject(value) ? atOnce(reading) : await inPieces(reading);
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
