import type { Clock } from '../clock';
import type { HttpReply, HttpRequest } from '../lookup/http';
import { answerV2 } from './api-v2';
import { answerV3 } from './api-v3';
import { createKnowledgeBase } from './knowledge';
import { emptyReply, errorReply } from './replies';
import type { Service } from './service';
import { createUsage, type Limits } from './usage';

export interface SimulatorOptions {
  /** Dates the reports and turns the quota's windows. */
  readonly clock: Clock;
  /** The keys that are accepted; omitted, any key that is not empty. */
  readonly keys?: readonly string[];
  /** Per key; omitted, or 0 for one window, is no limit. */
  readonly quota?: Limits;
}

/** A stand-in for VirusTotal. */
export interface Simulator {
  /**
   * Answers a request to `/api/v3/…` or `/vtapi/v2/…` as the service would, from a small built-in
   * set of indicators. Never throws, whatever the request.
   */
  answer(request: HttpRequest): HttpReply;
}

const noLimits: Limits = { perMinute: 0, perDay: 0, perMonth: 0 };

/**
 * Makes a stand-in. It keeps what was submitted to it and how many requests each key sent, both
 * bounded and in memory; the same requests at the same times get the same answers, byte for byte.
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, keys, quota: limits = noLimits } = options;
  const service: Service = {
    knowledge: createKnowledgeBase(clock),
    usage: createUsage(clock, limits),
    limits,
    isKnownKey: (key) => keys === undefined || keys.includes(key),
  };

  return {
    answer(request) {
      const segments = decodePath(request.path);
      if (!segments) return errorReply(400, 'BadRequestError', 'The path is not well-formed');
      const [root, version, ...rest] = segments;
      if (root === 'api' && version === 'v3') return answerV3(service, request, rest);
      if (root === 'vtapi' && version === 'v2') return answerV2(service, request, rest);
      return root === 'vtapi'
        ? emptyReply(404)
        : errorReply(404, 'NotFoundError', 'Resource not found');
    },
  };
}

function decodePath(path: string): string[] | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
