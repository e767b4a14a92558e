import type { Node, NodeAPI, NodeDef } from 'node-red';
import { isRaised } from '../../src/alert/alert';
import { readSilence, readSilenceScope } from '../../src/alert/silence-request';
import type { SilenceScope } from '../../src/alert/silences';
import type { Custody } from '../../src/keeping/custody';
import { own } from '../../src/plain-object';
import { StoreError } from '../../src/store/errors';
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
import { readText, type Properties } from '../shared/settings';
import { takeOver, type Taken } from '../shared/keeping';
import { tellMissingVerdict } from '../shared/wiring/tell-missing-verdict';
import { tellUnwired } from '../shared/wiring/tell-unwired';
import {
  acknowledgedStatus,
  raiseStatus,
  releasedStatus,
  resetStatus,
  silenceStatus,
  unsilencedStatus,
} from '../shared/status/alerts';
import { failureStatus } from '../shared/status/failure';
import { NO_STATUS, withDemo } from '../shared/status/status';
import { fateOf } from './alert-notes';
import { registerRaiseEndpoints } from './endpoints';
import { alertIn, severityOf, subjectOf } from './event';
import { openRaises } from './open-raises';
import { positivesIn } from './positives';
import type { RunningRaise } from './running-raise';
import { DEFAULT_SEVERITY, readQuietSettings, readSettings } from './settings';

const RAISED = 0;
const SUPPRESSED = 1;

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
    const settings = readSettings(properties);
    const quietHours = readQuietSettings(properties);
    const warn = once((sentence) => node.warn(sentence));
    const raises = openRaises({
      RED,
      node,
      storeId: readText(properties, 'store'),
      settings,
      ...(quietHours && { quietHours }),
      // What was raised and seen by nobody: Node-RED ended, or the one who follows was stopped.
      sendAgain: async (_entry, custody, msg, desk) => {
        const wasRaised = isRaised({ reason: own(msg.alert, 'reason') });
        sendOn(wasRaised ? RAISED : SUPPRESSED, msg, desk, custody);
      },
      heldEnded: (alert, msg) => {
        if (!alert) return;
        const simulated = isSimulated(msg);
        raises.note(alert, fateOf(alert), simulated);
        status(() => withDemo(texts, raiseStatus(texts, alert), simulated));
      },
    });
    const { decide, kept, problem } = raises;
    running.add(node, { quiet: settings.quiet, ...(kept && { kept }) });
    tellUnwired(RED, node, {
      output: SUPPRESSED,
      consequence: 'what is suppressed is counted in the next alert, and seen nowhere else',
      loses: false,
    });
    if (isOfVerdict(subjectPlace)) {
      tellMissingVerdict(RED, node, 'verdict', (sentence) => node.warn(sentence));
    }
    status(problem ? () => failureStatus(texts, problem) : NO_STATUS);

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
      const { alert, custody, isKept } = await decide(msg, event, taken);
      if (alert.reason === 'unsuppressed' && named !== undefined) {
        warn('The store fails; alerts are raised and not suppressed');
      }
      msg.alert = alert;
      const simulated = isSimulated(msg);
      // As it is now: those who follow may change what they get before it is seen.
      const decided = { ...alert };
      raises.note(decided, fateOf(decided), simulated);
      const held = kept?.later.all().length;
      status(() => withDemo(texts, raiseStatus(texts, decided, held), simulated));
      if (isKept) return;
      sendOn(isRaised(alert) ? RAISED : SUPPRESSED, msg, desk, custody);
      // What cannot be kept here stays with whoever has kept it so far.
      if (!custody && isRaised(alert)) taken.passedOn();
    }

    function sendOn(output: number, msg: Message, desk: Desk, custody: Custody | undefined): void {
      const emit = (): void => desk.emit(output, msg);
      if (kept && custody) kept.keeping.send(custody, msg, emit, output);
      else emit();
    }

    async function release(msg: Message): Promise<void> {
      const alert = alertIn(msg, 'release a raise');
      const isReleased = await raises.release(alert);
      if (isReleased) raises.note(alert, 'released', isSimulated(msg));
      status(() => releasedStatus(texts, isReleased));
    }

    async function forget(subject: unknown): Promise<void> {
      const named = await subjectOf(subject);
      await raises.reset(named);
      status(() => resetStatus(texts, named !== undefined));
    }

    async function acknowledge(msg: Message): Promise<void> {
      const alert = alertIn(msg, 'acknowledge an alert');
      const isSo = await stored(raises.acknowledge(msg, alert), 'acknowledged');
      if (isSo) raises.note(alert, 'acknowledged', isSimulated(msg));
      status(() => acknowledgedStatus(texts, isSo));
    }

    async function silence(msg: Message): Promise<void> {
      const { scope, duration } = readSilence(msg.silence);
      const add = kept?.silences.add(withKind(scope, msg), duration);
      const { until } = await stored(add, 'silenced');
      status(() => silenceStatus(texts, until));
    }

    async function unsilence(msg: Message): Promise<void> {
      const end = kept?.silences.end(withKind(readSilenceScope(msg.silence), msg));
      const ended = await stored(end, 'silenced');
      status(() => unsilencedStatus(texts, ended));
    }

    /** Has the store stay open until it is written. */
    async function stored<Result>(
      work: Promise<Result> | undefined,
      done: string,
    ): Promise<Result> {
      if (kept && work) return await kept.underWay(work);
      throw new StoreError(`There is no store: nothing can be ${done}`);
    }

    const acts: Readonly<Record<string, (msg: Message) => Promise<void>>> = {
      release,
      reset: async (msg) => subjectReader.use(msg, (subject) => forget(subject)),
      acknowledge,
      silence,
      unsilence,
    };

    async function act(msg: Message, desk: Desk, taken: Taken): Promise<void> {
      const known = typeof msg.raise === 'string' && Object.hasOwn(acts, msg.raise);
      const steer = known ? acts[String(msg.raise)] : undefined;
      if (steer) await steer(msg);
      else {
        await severityReader.use(msg, (severity) =>
          subjectReader.use(msg, (subject) => raise(msg, desk, severity, subject, taken)),
        );
      }
    }

    return (msg, desk) => {
      const errand = kept?.keeping.errandOf(msg);
      if (errand) return errand(desk);
      return takeOver(RED, node.id, msg, (taken) => act(msg, desk, taken));
    };
  }

  RED.nodes.registerType('virustotal-raise', createRaise);
  registerRaiseEndpoints(RED, running);
};

/** What the demonstration made up silences nothing that is real. */
function withKind(scope: SilenceScope, msg: Message): SilenceScope {
  return isSimulated(msg) ? { ...scope, simulated: true } : scope;
}

/** Whether a subject is none without a verdict. */
function isOfVerdict({ value, type }: { readonly value: string; readonly type: string }): boolean {
  return (type === 'msg' || type === 'jsonata') && /^\s*(?:msg\.)?verdict\b/.test(value);
}
