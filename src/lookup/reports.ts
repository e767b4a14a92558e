import type { Clock } from '../clock';
import type { Indicator } from '../indicator/indicator';
import type { Answer } from './cache/answer';
import type { AnswerCache } from './cache/answer-cache';
import type { Exchanges } from './exchange';
import type { HttpReply, HttpRequest } from './http';
import type { Precedence, Turn } from './queue/scheduler';
import type { Reading, ServiceReport, Standing } from './report';
import type { Service } from './service';

/** How long an answer is used again, in milliseconds; 0 means not at all. */
export type Lifetimes = Readonly<Record<Standing, number>>;

/** The reports of a service: asked for, and kept as answers. */
export interface Reports<Condensed, Report extends ServiceReport> {
  /** Sends `request`, which asks for an indicator's report, when it is its turn. */
  readonly ask: (
    indicator: Indicator,
    request: HttpRequest,
    precedence: Precedence,
  ) => Turn<Reading<Report>>;
  /**
   * Keeps a report for as long as what it says is used again, and makes an answer of it. `written` is called
   * in the turn in which it is written into the store, or is known not to be.
   */
  readonly keep: (
    indicator: Indicator,
    reading: Reading<Report>,
    written?: () => void,
  ) => Promise<Answer<Condensed>>;
  /** Asks for an indicator's report, whatever is remembered, and keeps it. */
  readonly askAnew: (
    indicator: Indicator,
    precedence: Precedence,
    written?: () => void,
  ) => Promise<Answer<Condensed>>;
}

/** Makes the reports of one account. */
export function createReports<Condensed, Report extends ServiceReport>(options: {
  readonly service: Service<Report>;
  readonly exchanges: Pick<Exchanges, 'send'>;
  readonly cache: AnswerCache<Condensed, Report>;
  readonly clock: Clock;
  readonly lifetimes: Lifetimes;
}): Reports<Condensed, Report> {
  const { service, exchanges, cache, clock, lifetimes } = options;

  function ask(
    indicator: Indicator,
    request: HttpRequest,
    precedence: Precedence,
  ): Turn<Reading<Report>> {
    const read = (reply: HttpReply, now: number): Reading<Report> => ({
      report: service.readReport(indicator, reply, now),
      text: reply.body,
    });
    return exchanges.send(request, read, { ...precedence, about: indicator.key });
  }

  async function keep(
    indicator: Indicator,
    { report, text }: Reading<Report>,
    written?: () => void,
  ): Promise<Answer<Condensed>> {
    const { outcome } = report;
    const link = service.pageOf(indicator, report);
    const finding = { outcome, api: service.api, fetchedAt: clock.now(), link, text };
    const lifetime = outcome === 'pending' ? 0 : lifetimes[service.standingOf(report)];
    return await cache.keep(indicator, finding, report, lifetime, written);
  }

  return {
    ask,
    keep,
    async askAnew(indicator, precedence, written) {
      const request = service.reportRequest(indicator);
      return await keep(indicator, await ask(indicator, request, precedence).result, written);
    },
  };
}
