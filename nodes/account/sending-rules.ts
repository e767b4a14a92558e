import type { Indicator } from '../../src/indicator/indicator';
import type { ListName } from '../../src/indicator/list-line';
import { parseList, type ListRule, type Watch } from '../../src/indicator/list-rule';
import {
  guardSending,
  permit,
  type Permission,
  type SendingRules,
} from '../../src/indicator/permission';
import { ConfigurationError } from '../shared/configuration-error';
import { TLP_LABELS } from '../../src/indicator/tlp';
import { readChoice, readSwitch, readText, type Properties } from '../shared/settings';

/** What the properties of an account say about what may be asked. Throws `ConfigurationError`. */
export function readSendingRules(properties: Properties, watch?: Watch): SendingRules {
  return {
    neverSend: readRules(properties, 'neverSend', 'domain, CIDR block or /regex/', watch),
    allow: readRules(properties, 'allow', 'domain, CIDR block, hash or /regex/', watch),
    sendPrivate: readSwitch(properties, 'sendPrivate', false),
    ...readSharing(properties),
  };
}

/** An account that was saved before there were marks does not look at them. */
function readSharing(properties: Properties): Pick<SendingRules, 'sharing'> {
  if (readText(properties, 'sharing') === '') return {};
  return { sharing: readChoice(properties, 'sharing', TLP_LABELS) };
}

function readRules(
  properties: Properties,
  list: ListName,
  expected: string,
  watch: Watch | undefined,
): readonly ListRule[] {
  const parsed = parseList(readText(properties, list), list, watch);
  if ('rules' in parsed) return parsed.rules;
  throw new ConfigurationError(list, `"${parsed.malformed}" is no ${expected}`);
}

/** How an account applies its rules. */
interface Permissions {
  /** What may be asked in an indicator's place; `mark` is `msg.tlp`. Throws what `permit` throws. */
  readonly permit: (indicator: Indicator, mark?: unknown) => Permission;
  /** The last guard before a request. */
  readonly guard: (indicator: Indicator) => void;
}

/** What was permitted a moment ago is not judged again on its way to the request. */
export function createPermissions(rules: SendingRules): Permissions {
  let permitted: Indicator | undefined;
  return {
    permit(indicator, mark) {
      const permission = permit(indicator, rules, mark);
      permitted = permission.ask;
      return permission;
    },
    guard(indicator) {
      if (indicator !== permitted) guardSending(indicator, rules);
    },
  };
}
