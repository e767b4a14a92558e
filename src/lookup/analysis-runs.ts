import type { Clock } from '../clock';
import type { Indicator } from '../indicator/indicator';
import type { AnalysisNotes } from './analysis-notes';
import type { Answer } from './cache/answer';
import { BadRequestError, BadResponseError, ForbiddenError } from './errors';
import type { Exchanges } from './exchange';
import type { HttpRequest } from './http';
import type { Reading, ServiceReport } from './report';
import type { Precedence } from './queue/scheduler';
import type { Analyses } from './service';
import { FIRST_LOOK, LONGEST_BETWEEN_LOOKS, LONGEST_FOR_ANALYSIS } from './waiting-times';

/** What became of an analysis: a new answer, or the word that it takes too long. */
type AnalysisResult<Condensed, Report extends ServiceReport> =
  { readonly renewed: Answer<Condensed> } | { readonly pending: Reading<Report> };

/**
 * Has something analysed, or goes on waiting for the analysis that was noted, until that is
 * completed or five minutes are over. Rejects with an error of `./errors` or `StoreError`.
 */
type Analyse<Condensed, Report extends ServiceReport> = (
  noted: { readonly analysis: string } | undefined,
  urgent: boolean,
) => Promise<AnalysisResult<Condensed, Report>>;

/** The analyses of one account: one at a time of each indicator, for all who wish for it. */
export interface AnalysisRuns<Condensed, Report extends ServiceReport> {
  /** Has an indicator analysed that the service does not know; `undefined` where that cannot be. */
  submissionOf(indicator: Indicator): Analyse<Condensed, Report> | undefined;
  /** Has one analysed anew that it knows; `undefined` where that cannot be. */
  reanalysisOf(indicator: Indicator): Analyse<Condensed, Report> | undefined;
}

/** What the analyses of an account are made of. */
interface AnalysisOptions<Condensed, Report extends ServiceReport> {
  readonly analyses: Analyses<Report>;
  readonly exchanges: Pick<Exchanges, 'send' | 'pause'>;
  readonly notes: AnalysisNotes;
  readonly clock: Clock;
  /** Asks for the report anew, whatever is remembered. */
  readonly ask: (indicator: Indicator, precedence: Precedence) => Promise<Answer<Condensed>>;
}

/** An analysis that runs; `following` is the place of whoever began it just now. */
interface Begun {
  readonly analysis: string;
  readonly following?: number;
}

/** How far an analysis is, what the service said of it, and the place of whoever asks on. */
interface Progress {
  readonly completed: boolean;
  readonly text: string;
  readonly precedence: Precedence;
}

/** Makes the analyses of one account. */
export function createAnalysisRuns<Condensed, Report extends ServiceReport>(
  options: AnalysisOptions<Condensed, Report>,
): AnalysisRuns<Condensed, Report> {
  const { analyses, exchanges, notes, clock } = options;
  const running = new Map<string, Promise<AnalysisResult<Condensed, Report>>>();

  /** One analysis for all who wish for one of this indicator, whatever age they accept. */
  function share(
    { key }: Indicator,
    analyse: () => Promise<AnalysisResult<Condensed, Report>>,
  ): Promise<AnalysisResult<Condensed, Report>> {
    const known = running.get(key);
    if (known) return known;
    const result = analyse().finally(() => running.delete(key));
    running.set(key, result);
    return result;
  }

  function beginWith(
    indicator: Indicator,
    request: HttpRequest | undefined,
  ): Analyse<Condensed, Report> | undefined {
    if (!request) return undefined;
    return (noted, urgent) =>
      share(indicator, async () =>
        finish(indicator, noted ?? (await begin(indicator, request, urgent)), urgent),
      );
  }

  async function begin(
    indicator: Indicator,
    request: HttpRequest,
    urgent: boolean,
  ): Promise<Begun> {
    const turn = exchanges.send(request, (reply, now) => analyses.readId(reply, now), { urgent });
    try {
      const analysis = await turn.result;
      await notes.write(indicator, { analysis });
      return { analysis, following: turn.number };
    } catch (error) {
      if (error instanceof ForbiddenError || error instanceof BadRequestError) {
        await notes.write(indicator, { refusal: error.code, message: error.message });
      }
      throw error;
    }
  }

  /** Waits for an analysis, and asks for the new report. Once completed, it is forgotten. */
  async function finish(
    indicator: Indicator,
    { analysis, following }: Begun,
    urgent: boolean,
  ): Promise<AnalysisResult<Condensed, Report>> {
    const deadline = clock.elapsed() + LONGEST_FOR_ANALYSIS;
    const place = { urgent, ...(following !== undefined && { following }) };
    try {
      const seen = await lookAfter(analysis, place, { wait: FIRST_LOOK, deadline });
      if (!seen.completed) return { pending: { report: analyses.pending, text: seen.text } };
      await notes.forget(indicator);
      return { renewed: await options.ask(indicator, seen.precedence) };
    } catch (error) {
      // Whoever asks next begins anew, and does not wait for what the service has forgotten.
      if (error instanceof BadResponseError) await notes.forget(indicator);
      throw error;
    }
  }

  /** Looks at an analysis until it is completed or time is up, less often as it takes longer. */
  async function lookAfter(
    analysis: string,
    precedence: Precedence,
    { wait, deadline }: { readonly wait: number; readonly deadline: number },
  ): Promise<Progress> {
    await exchanges.pause(wait);
    const turn = exchanges.send(
      analyses.progressRequest(analysis),
      (reply, now) => ({ completed: analyses.readProgress(reply, now), text: reply.body }),
      precedence,
    );
    const place = { ...precedence, following: turn.number };
    const seen = await turn.result;
    const left = deadline - clock.elapsed();
    if (seen.completed || left <= 0) return { ...seen, precedence: place };
    const next = Math.min(2 * wait, LONGEST_BETWEEN_LOOKS, left);
    return await lookAfter(analysis, place, { wait: next, deadline });
  }

  return {
    submissionOf: (indicator) => beginWith(indicator, analyses.submissionRequest(indicator)),
    reanalysisOf: (indicator) => beginWith(indicator, analyses.reanalysisRequest(indicator)),
  };
}
