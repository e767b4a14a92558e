import type { Clock } from '../clock';
import { printDuration } from '../duration';
import type { Indicator } from '../indicator/indicator';
import type { AnalysisNotes } from './analysis-notes';
import type { Answer } from './cache/answer';
import { afterAwake } from '../awake-timer';
import { BadRequestError, BadResponseError, ForbiddenError, QuotaError } from './errors';
import type { Exchanges, Place } from './exchange';
import type { HttpRequest } from './http';
import type { Reading, ServiceReport } from './report';
import type { Precedence } from './queue/scheduler';
import type { Analyses } from './service';
import {
  FIRST_LOOK,
  LONGEST_BETWEEN_LOOKS,
  LONGEST_FOR_ANALYSIS,
  LONGEST_FOR_LAST_LOOK,
} from './waiting-times';

/** Before whom the requests of an analysis go, and whether they may still be made. */
export type Standing = Omit<Precedence, 'following'>;

/** What became of an analysis: a new answer, or the word that it takes too long. */
type AnalysisResult<Condensed, Report extends ServiceReport> =
  { readonly renewed: Answer<Condensed> } | { readonly pending: Reading<Report> };

/**
 * Has something analysed, or goes on waiting for the analysis that was noted, until that is
 * completed or five minutes are over. Rejects with an error of `./errors` or `StoreError`.
 */
type Analyse<Condensed, Report extends ServiceReport> = (
  noted: { readonly analysis: string } | undefined,
  standing: Standing,
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

/**
 * How far an analysis is, what the service said of it, and the place of whoever asks on. `text` is
 * missing where nobody could look.
 */
interface Progress {
  readonly completed: boolean;
  readonly text?: string;
  readonly place: Place;
}

/** A time that runs. */
interface Time {
  /** Milliseconds that are left. */
  left(): number;
  isOver(): boolean;
  /** Calls this, and nothing that was to be called before, when it is over. */
  whenOver(callback: () => void): void;
  /** It need not run any longer. */
  end(): void;
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
    return (noted, standing) =>
      share(indicator, async () =>
        finish(indicator, noted ?? (await begin(indicator, request, standing)), standing),
      );
  }

  async function begin(
    indicator: Indicator,
    request: HttpRequest,
    standing: Standing,
  ): Promise<Begun> {
    const turn = exchanges.send(request, (reply, now) => analyses.readId(reply, now), {
      ...standing,
      about: indicator.key,
    });
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
    standing: Standing,
  ): Promise<AnalysisResult<Condensed, Report>> {
    const about = indicator.key;
    const place = { ...standing, about, ...(following !== undefined && { following }) };
    const time = startTime();
    try {
      const seen = await lookAfter(analysis, { completed: false, place }, time, FIRST_LOOK);
      if (!seen.completed) {
        if (seen.text === undefined) throw unseen();
        return { pending: { report: analyses.pending, text: seen.text } };
      }
      await notes.forget(indicator);
      return { renewed: await options.ask(indicator, seen.place) };
    } catch (error) {
      // Whoever asks next begins anew, and does not wait for what the service has forgotten.
      if (error instanceof BadResponseError) await notes.forget(indicator);
      throw error;
    } finally {
      time.end();
    }
  }

  /** The time that an analysis may take, whatever the looks at it wait for meanwhile. */
  function startTime(): Time {
    const start = clock.elapsed();
    let onEnd: (() => void) | undefined;
    let isOver = false;
    const end = afterAwake(clock, LONGEST_FOR_ANALYSIS + LONGEST_FOR_LAST_LOOK, () => {
      isOver = true;
      onEnd?.();
    });
    return {
      left: () => Math.max(0, LONGEST_FOR_ANALYSIS - (clock.elapsed() - start)),
      isOver: () => isOver,
      whenOver: (callback) => void (onEnd = callback),
      end,
    };
  }

  function unseen(): QuotaError {
    const long = printDuration(LONGEST_FOR_ANALYSIS);
    const what = `The analysis was begun, but for ${long} there was no quota to look at it`;
    return new QuotaError(what, clock.now());
  }

  /** Looks at an analysis until it is completed or time is up, less often as it takes longer. */
  async function lookAfter(
    analysis: string,
    last: Progress,
    time: Time,
    wait: number,
  ): Promise<Progress> {
    await exchanges.pause(Math.min(wait, time.left()));
    const seen = await look(analysis, last, time);
    if (seen.completed || time.left() <= 0) return seen;
    return await lookAfter(analysis, seen, time, Math.min(2 * wait, LONGEST_BETWEEN_LOOKS));
  }

  /** Looks once; what was seen last, where time is up before it is its turn. */
  async function look(analysis: string, last: Progress, time: Time): Promise<Progress> {
    const turn = exchanges.send(
      analyses.progressRequest(analysis),
      (reply, now) => ({ completed: analyses.readProgress(reply, now), text: reply.body }),
      last.place,
    );
    time.whenOver(() => turn.giveUp(unseen()));
    try {
      const place = { ...last.place, following: turn.number };
      return { ...(await turn.result), place };
    } catch (error) {
      if (time.isOver() && error instanceof QuotaError) return last;
      throw error;
    }
  }

  return {
    submissionOf: (indicator) => beginWith(indicator, analyses.submissionRequest(indicator)),
    reanalysisOf: (indicator) => beginWith(indicator, analyses.reanalysisRequest(indicator)),
  };
}
