import type { Clock } from '../clock';
import { ClosedError } from '../closed-error';
import { CodedError } from '../coded-error';
import type { Indicator } from '../indicator/indicator';
import type { AnalysisNote, AnalysisNotes } from './analysis-notes';
import type { AnalysisRuns, Standing } from './analysis-runs';
import type { Answer } from './cache/answer';
import { BadRequestError, ForbiddenError } from './errors';
import type { Reading, ServiceReport } from './report';

/** What a lookup wants beyond what the service has at hand. */
export interface Wish {
  /** An analysis older than this (ms) is made anew. */
  readonly maxAge?: number;
  /** A URL that the service does not know is scanned. */
  readonly submit?: boolean;
}

/** Has the service analyse what it does not know, or knows only from long ago. */
export interface Renewals<Condensed> {
  /** Whether an answer is all that is wished for. */
  isEnough(indicator: Indicator, answer: Answer<Condensed>, wish: Wish): boolean;
  /**
   * Gets a better answer than `known`, for which it is analysed. What is still not completed after
   * five minutes is `pending`, or marked stale where something was known; whoever asks within the
   * hour goes on waiting for the same analysis. An old analysis that cannot be made anew is marked
   * stale with the reason. An unknown URL that cannot be submitted rejects with an error of
   * `./errors`.
   */
  renew(
    indicator: Indicator,
    known: Answer<Condensed>,
    wish: Wish,
    standing: Standing,
  ): Promise<Answer<Condensed>>;
}

/** What renewals are made of. */
interface RenewalOptions<Condensed, Report extends ServiceReport> {
  /** Missing where the service analyses nothing because somebody wishes it. */
  readonly runs: AnalysisRuns<Condensed, Report> | undefined;
  readonly notes: AnalysisNotes;
  readonly clock: Clock;
  /** Makes an answer of what was read. */
  readonly keep: (indicator: Indicator, reading: Reading<Report>) => Promise<Answer<Condensed>>;
}

/** Makes the renewals of one account. */
export function createRenewals<Condensed, Report extends ServiceReport>(
  options: RenewalOptions<Condensed, Report>,
): Renewals<Condensed> {
  const { runs, notes, clock } = options;

  function isOld({ analysedAt }: Answer<Condensed>, { maxAge }: Wish): boolean {
    return maxAge !== undefined && analysedAt !== undefined && clock.now() - analysedAt > maxAge;
  }

  async function renewOld(
    indicator: Indicator,
    known: Answer<Condensed>,
    wish: Wish,
    standing: Standing,
  ): Promise<Answer<Condensed>> {
    const analyse = runs?.reanalysisOf(indicator);
    if (!analyse) return { ...known, stale: 'unsupported' };
    const note = await notes.read(indicator);
    if (note && 'refusal' in note) return { ...known, stale: note.refusal };
    const result = await analyse(note, standing);
    if ('pending' in result) return { ...known, stale: 'pending' };
    const { renewed } = result;
    // Older than wished for it may be, by the time that it took: there is nothing newer.
    const isNewer = (renewed.analysedAt ?? 0) > (known.analysedAt ?? 0);
    if (isNewer || !isOld(renewed, wish)) return renewed;
    await notes.write(indicator, { refusal: 'unchanged', message: 'The analysis is no newer' });
    return { ...renewed, stale: 'unchanged' };
  }

  async function submit(
    indicator: Indicator,
    known: Answer<Condensed>,
    standing: Standing,
  ): Promise<Answer<Condensed>> {
    const analyse = runs?.submissionOf(indicator);
    if (!analyse) return known;
    const note = await notes.read(indicator);
    if (note && 'refusal' in note) throw refusalOf(note);
    const result = await analyse(note, standing);
    return 'pending' in result ? await options.keep(indicator, result.pending) : result.renewed;
  }

  return {
    isEnough(indicator, answer, wish) {
      if (answer.outcome === 'found') return !isOld(answer, wish);
      return wish.submit !== true || runs?.submissionOf(indicator) === undefined;
    },
    async renew(indicator, known, wish, standing) {
      if (known.outcome !== 'found') return await submit(indicator, known, standing);
      return await renewOld(indicator, known, wish, standing).catch((error: unknown) =>
        inSpiteOf(error, known),
      );
    },
  };
}

/** Whatever fails, there is an answer: it is old, and says so. Throws the error where there is none. */
export function inSpiteOf<Condensed>(error: unknown, known: Answer<Condensed>): Answer<Condensed> {
  const isTold = error instanceof CodedError && !(error instanceof ClosedError);
  if (!isTold || known.outcome !== 'found') throw error;
  return { ...known, stale: error.code };
}

function refusalOf({ refusal, message }: Extract<AnalysisNote, { refusal: string }>): CodedError {
  return refusal === 'forbidden' ? new ForbiddenError(message) : new BadRequestError(message);
}
