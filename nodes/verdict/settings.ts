import { isPlainObject } from '../../src/plain-object';
import { parsePerType } from '../../src/verdict/per-type';
import { DEFAULT_POLICY, type Policy } from '../../src/verdict/policy';
import { ConfigurationError } from '../shared/configuration-error';
import {
  readCount,
  readDuration,
  readList,
  readSwitch,
  readText,
  type Properties,
} from '../shared/settings';

/** By what a verdict node judges. Throws `ConfigurationError`. */
export function readPolicy(properties: Properties): Policy {
  const maliciousAt = readCount(properties, 'maliciousAt', DEFAULT_POLICY.maliciousAt, 1);
  const suspiciousAt = readCount(properties, 'suspiciousAt', DEFAULT_POLICY.suspiciousAt, 1);
  if (suspiciousAt > maliciousAt) {
    throw new ConfigurationError('suspiciousAt', 'at most as many engines as for malicious');
  }
  const perType = parsePerType(readPerType(properties));
  if (perType === undefined) {
    throw new ConfigurationError('perType', 'thresholds such as {"file": [10, 5]} are expected');
  }
  const staleAfter = readDuration(properties, 'staleAfter', '');
  return {
    maliciousAt,
    suspiciousAt,
    perType,
    exceptions: readSwitch(properties, 'exceptions', DEFAULT_POLICY.exceptions),
    assessment: readSwitch(properties, 'assessment', DEFAULT_POLICY.assessment),
    countSuspicious: readSwitch(properties, 'countSuspicious', DEFAULT_POLICY.countSuspicious),
    trusted: readList(properties, 'trusted'),
    ignored: readList(properties, 'ignored'),
    ...(staleAfter !== undefined && { staleAfter }),
  };
}

function readPerType(properties: Properties): unknown {
  return isPlainObject(properties.perType) ? properties.perType : readText(properties, 'perType');
}
