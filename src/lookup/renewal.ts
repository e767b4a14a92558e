import type { Clock } from '../clock';
import { CodedError } from '../coded-error';
import type { Indicator } from '../indicator/indicator';
import type { AnalysisNote, AnalysisNotes } from './analysis-notes';
import type { Answer } from './cache/answer';
import type { Api } from './service';
import { BadRequestError, BadResponseError, ForbiddenError } from './errors';
import { ClosedError } from '../closed-error';
import type { Exchanges } from './exchange';
import type { HttpReply, HttpRequest } from './http';
import { present } from '../virustotal/narrow';
import type { Precedence } from './scheduler';

/** What a lookup wants beyond what VirusTotal has at hand. */
export interface Wish {
  /** An analysis older than this (ms) is made anew. */
  readonly maxAge?: number;
  /** A URL that VirusTotal does not know is scanned. */
  readonly submit?: boolean;
}

/** Has VirusTotal analyse what it does not know, or knows only from long ago. */
export interface Renewals<Condensed> {
  /** Whether an answer is all that is wished for. */
  isEnough(indicator: Indicator, answer: Answer<Condensed>, wish: Wish): boolean;
  /**
   * Gets a better answer than `known`: has it analysed, waits until that is completed, and asks
   * again with `ask`. What is still not completed after five minutes is `pending`, or marked stale
   * where something was known; whoever asks within the hour goes on waiting for the same analysis.
   * An old analysis that cannot be made anew is marked stale with the reason. An unknown URL that
   * cannot be submitted rejects with an error of `./errors`.
   */
  renew(
    indicator: Indicator,
    known: Answer<Condensed>,
    wish: Wish,
    urgent: boolean,
  ): Promise<Answer<Condensed>>;
}

/** How long one message waits for an analysis, in milliseconds. */
const PATIENCE = 5 * 60_000;

const FIRST_LOOK = 15_000;
const LONGEST_BETWEEN_LOOKS = 60_000;

/** What renewals are made of. */
interface RenewalOptions<Condensed> {
  readonly api: Api;
  readonly exchanges: Pick<Exchanges, 'send' | 'pause'>;
  readonly notes: AnalysisNotes;
  readonly clock: Clock;
  /** Asks for the report anew, whatever is remembered. */
  readonly ask: (indicator: Indicator, precedence: Precedence) => Promise<Answer<Condensed>>;
  /** The answer that an analysis is not completed yet, with VirusTotal's own words for it. */
  readonly pending: (indicator: Indicator, text: string) => Promise<Answer<Condensed>>;
}

/** An analysis that runs; `following` is the place of whoever began it just now. */
interface Begun {
  readonly analysis: string;
  readonly following?: number;
}

/** How far an analysis is, what VirusTotal said of it, and the place of whoever asks on. */
interface Progress {
  readonly completed: boolean;
  readonly text: string;
  readonly precedence: Precedence;
}

/** What became of an analysis: a new answer, unless it takes too long, and VirusTotal's words. */
interface Outcome<Condensed> {
  readonly text: string;
  readonly renewed?: Answer<Condensed>;
}

type AnalyseParts = [
  request: HttpRequest,
  note: { readonly analysis: string } | undefined,
  urgent: boolean,
];

/** Makes the renewals of one account. */
export function createRenewals<Condensed>(options: RenewalOptions<Condensed>): Renewals<Condensed> {
  const { api, exchanges, notes, clock } = options;
  const analyses = new Map<string, Promise<Outcome<Condensed>>>();
  const readId = (reply: HttpReply, now: number): string => api.readAnalysisId(reply, now);

  const isOld = ({ analysedAt }: Answer<Condensed>, { maxAge }: Wish): boolean =>
    maxAge !== undefined && analysedAt !== undefined && clock.now() - analysedAt > maxAge;

  async function renewOld(
    indicator: Indicator,
    known: Answer<Condensed>,
    wish: Wish,
    urgent: boolean,
  ): Promise<Answer<Condensed>> {
    const request = api.reanalysisRequest(indicator);
    if (!request) return { ...known, stale: 'unsupported' };
    const note = await notes.read(indicator);
    if (note && 'refusal' in note) return { ...known, stale: note.refusal };
    const { renewed } = await analyse(indicator, request, note, urgent);
    if (!renewed) return { ...known, stale: 'pending' };
    // Older than wished for it may be, by the time that it took: there is nothing newer.
    const isNewer = (renewed.analysedAt ?? 0) > (known.analysedAt ?? 0);
    if (isNewer || !isOld(renewed, wish)) return renewed;
    await notes.write(indicator, { refusal: 'unchanged', message: 'The analysis is no newer' });
    return { ...renewed, stale: 'unchanged' };
  }

  async function submit(
    indicator: Indicator,
    request: HttpRequest,
    urgent: boolean,
  ): Promise<Answer<Condensed>> {
    const note = await notes.read(indicator);
    if (note && 'refusal' in note) throw refusalOf(note);
    const { renewed, text } = await analyse(indicator, request, note, urgent);
    return renewed ?? (await options.pending(indicator, text));
  }

  /** One analysis for all who wish for one of this indicator, whatever age they accept. */
  function analyse(indicator: Indicator, ...parts: AnalyseParts): Promise<Outcome<Condensed>> {
    const running = analyses.get(indicator.key);
    if (running) return running;
    const outcome = analyseAndAsk(indicator, ...parts).finally(() =>
      analyses.delete(indicator.key),
    );
    analyses.set(indicator.key, outcome);
    return outcome;
  }

  /** Waits for the analysis that was begun, or begins it. Once completed, it is forgotten. */
  async function analyseAndAsk(
    indicator: Indicator,
    request: HttpRequest,
    note: { readonly analysis: string } | undefined,
    urgent: boolean,
  ): Promise<Outcome<Condensed>> {
    const begun: Begun = note ?? (await begin(indicator, request, urgent));
    const deadline = clock.elapsed() + PATIENCE;
    const precedence = { urgent, ...present({ following: begun.following }) };
    try {
      const progress = await lookAfter(begun.analysis, precedence, { wait: FIRST_LOOK, deadline });
      if (!progress.completed) return { text: progress.text };
      await notes.forget(indicator);
      const renewed = await options.ask(indicator, progress.precedence);
      return { text: progress.text, renewed };
    } catch (error) {
      // Whoever asks next begins anew, and does not wait for what VirusTotal has forgotten.
      if (error instanceof BadResponseError) await notes.forget(indicator);
      throw error;
    }
  }

  async function begin(
    indicator: Indicator,
    request: HttpRequest,
    urgent: boolean,
  ): Promise<Begun> {
    const turn = exchanges.send(request, readId, { urgent });
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

  /** Looks at an analysis until it is completed or time is up, less often as it takes longer. */
  async function lookAfter(
    analysis: string,
    precedence: Precedence,
    { wait, deadline }: { readonly wait: number; readonly deadline: number },
  ): Promise<Progress> {
    await exchanges.pause(wait);
    const turn = exchanges.send(
      api.analysisRequest(analysis),
      (reply, now) => ({ completed: api.readAnalysis(reply, now), text: reply.body }),
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
    isEnough(indicator, answer, wish) {
      if (answer.outcome === 'found') return !isOld(answer, wish);
      return wish.submit !== true || api.submissionRequest(indicator) === undefined;
    },
    async renew(indicator, known, wish, urgent) {
      const request = api.submissionRequest(indicator);
      if (known.outcome !== 'found') {
        return request ? await submit(indicator, request, urgent) : known;
      }
      // Whatever fails, there is an answer: it is old, and says so.
      return await renewOld(indicator, known, wish, urgent).catch((error: unknown) => {
        if (!(error instanceof CodedError) || error instanceof ClosedError) throw error;
        return { ...known, stale: error.code };
      });
    },
  };
}

function refusalOf({ refusal, message }: Extract<AnalysisNote, { refusal: string }>): CodedError {
  return refusal === 'forbidden' ? new ForbiddenError(message) : new BadRequestError(message);
}
