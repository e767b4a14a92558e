import type { NodeAPI } from 'node-red';
import { CodedError } from '../../src/coded-error';
import { identify } from '../../src/indicator/identify';
import type { Indicator } from '../../src/indicator/indicator';
import { isListed, parseList } from '../../src/indicator/list-rule';
import { permit, type SendingRules } from '../../src/indicator/permission';
import type { FoundIndicator } from '../../src/window/window';
import { isAccount } from '../account/account';
import { ConfigurationError } from '../shared/configuration-error';
import { readSwitch, readText, type Properties } from '../shared/settings';
import { typeOf } from './settings';

/** Decides what takes a place in the window. */
interface Admission {
  /** Whether anything may take none. */
  readonly isChoosy: boolean;
  /** Whether `msg.tlp` is not looked at here: what is sent on is unmarked. */
  readonly losesMarks: boolean;
  /** `mark` is `msg.tlp` of the message that it came in. */
  isWanted(indicator: Indicator, mark?: unknown): boolean;
  /** The same for what an earlier life has counted. */
  isStillWanted(found: FoundIndicator): boolean;
}

/** What an account says that says nothing of its own. */
const BUILT_IN: SendingRules = { neverSend: [], allow: [], sendPrivate: false };

/**
 * What is on the list `ignore` takes no place, and with `skip` neither what must not be sent or is
 * allowed, as `account` says. Throws `ConfigurationError`.
 */
export function readAdmission(RED: NodeAPI, properties: Properties): Admission {
  const ignored = parseList(readText(properties, 'ignore'), 'ignore');
  if ('malformed' in ignored) {
    throw new ConfigurationError(
      'ignore',
      `"${ignored.malformed}" is no domain, CIDR block, hash or /regex/`,
    );
  }
  const rules = readSwitch(properties, 'skip', false) ? readRules(RED, properties) : undefined;
  const isWanted = (indicator: Indicator, mark?: unknown): boolean =>
    !isListed(indicator, ignored.rules) &&
    (rules === undefined || mayBeAsked(indicator, rules, mark));
  return {
    losesMarks: rules?.sharing === undefined,
    isChoosy: rules !== undefined || ignored.rules.length > 0,
    isWanted,
    isStillWanted: ({ key, value }) => isWanted(identify(value, typeOf(key))),
  };
}

function readRules(RED: NodeAPI, properties: Properties): SendingRules {
  const id = readText(properties, 'account');
  if (id === '') return BUILT_IN;
  const node: unknown = RED.nodes.getNode(id);
  if (!isAccount(node)) throw new ConfigurationError('account', 'there is no such account');
  return node.sendingRules();
}

function mayBeAsked(indicator: Indicator, rules: SendingRules, mark: unknown): boolean {
  try {
    return !permit(indicator, rules, mark).isAllowed;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}
