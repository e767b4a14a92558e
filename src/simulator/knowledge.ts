import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import { findFacts } from './dataset';
import { factsKey, type Analysed, type Facts } from './facts';
import { sha256 } from './identity';

/** Seconds between the analysis of the built-in reports and now. */
const ANALYSED_AGO = 2 * 3600;
/** Seconds between the first submission of the built-in indicators and now. */
const FIRST_SUBMITTED_AGO = 400 * 86_400;
/** Seconds between the submission of the built-in pending indicators and now. */
const PENDING_SINCE = 60;
/** Looks until a submission is done: queued, in progress, completed. */
const LOOKS_UNTIL_DONE = 3;
/** Submissions kept in memory; the oldest ones are forgotten. */
const MOST_SUBMISSIONS = 1000;

export type AnalysisStatus = 'queued' | 'in-progress' | 'completed';

/** A submission that was accepted. */
export interface Analysis {
  readonly id: string;
  readonly facts: Facts;
  /** Seconds since the Unix epoch, UTC. */
  readonly submittedAt: number;
}

/** What can be said about an indicator now. */
type Knowledge =
  | { readonly state: 'unknown' }
  | { readonly state: 'pending'; readonly facts: Facts; readonly submittedAt: number }
  | { readonly state: 'found'; readonly analysed: Analysed };

/** The built-in data together with what has been submitted since. */
export interface KnowledgeBase {
  /** Accepts an indicator for analysis. Submitted twice in a second, it is one analysis. */
  submit(facts: Facts): Analysis;
  /** Looks at an analysis, which moves it on: queued, in progress, from then on completed. */
  poll(analysisId: string): { analysis: Analysis; status: AnalysisStatus } | undefined;
  /** An analysis as it was accepted; it is not moved on. */
  find(analysisId: string): Analysis | undefined;
  /** Looks for a report. Looking at a submission that waits moves it on, as polling does. */
  look(type: Facts['type'], id: string): Knowledge;
}

interface Submitted {
  readonly facts: Facts;
  readonly firstSubmittedAt: number;
  waitingSince?: number | undefined;
  finishedAt?: number;
  looks: number;
}

/** Makes the data of one stand-in; `clock` dates the reports. */
export function createKnowledgeBase(clock: Clock): KnowledgeBase {
  const analyses = new LRUCache<string, Analysis & { polls: number }>({ max: MOST_SUBMISSIONS });
  const submissions = new LRUCache<string, Submitted>({ max: MOST_SUBMISSIONS });

  const nowInSeconds = (): number => Math.floor(clock.now() / 1000);

  function submissionOf(facts: Facts, submittedAt: number): Submitted {
    const key = factsKey(facts);
    const submission = submissions.get(key) ?? { facts, firstSubmittedAt: submittedAt, looks: 0 };
    submissions.set(key, submission);
    return submission;
  }

  function finish(submission: Submitted, submittedAt: number): void {
    submission.finishedAt = Math.max(submittedAt, submission.finishedAt ?? 0);
    submission.waitingSince = undefined;
    submission.looks = 0;
  }

  return {
    submit(facts) {
      const submittedAt = nowInSeconds();
      const id = analysisId(facts, submittedAt);
      const earlier = analyses.get(id);
      if (earlier) return earlier;
      const submission = submissionOf(facts, submittedAt);
      submission.waitingSince ??= submittedAt;
      const analysis = { id, facts, submittedAt, polls: 0 };
      analyses.set(id, analysis);
      return analysis;
    },

    poll(id) {
      const analysis = analyses.get(id);
      if (!analysis) return undefined;
      analysis.polls += 1;
      if (analysis.polls === 1) return { analysis, status: 'queued' };
      if (analysis.polls < LOOKS_UNTIL_DONE) return { analysis, status: 'in-progress' };
      const { facts, submittedAt, polls } = analysis;
      if (polls === LOOKS_UNTIL_DONE) finish(submissionOf(facts, submittedAt), submittedAt);
      return { analysis, status: 'completed' };
    },

    find: (id) => analyses.get(id),

    look(type, id) {
      const seed = findFacts(type, id);
      const submission = submissions.get(factsKey(seed ?? { type, id }));
      const facts = seed ?? submission?.facts;
      if (!facts) return { state: 'unknown' };
      if (submission?.waitingSince !== undefined) {
        submission.looks += 1;
        if (submission.looks >= LOOKS_UNTIL_DONE) finish(submission, submission.waitingSince);
      }
      const finishedAt = submission?.finishedAt;
      if (seed && seed.standing !== 'pending') {
        const analysedAt = Math.max(nowInSeconds() - ANALYSED_AGO, finishedAt ?? 0);
        const firstSubmittedAt = nowInSeconds() - FIRST_SUBMITTED_AGO;
        return { state: 'found', analysed: { facts, analysedAt, firstSubmittedAt } };
      }
      const firstSubmittedAt = submission?.firstSubmittedAt ?? nowInSeconds() - PENDING_SINCE;
      if (finishedAt === undefined) {
        const submittedAt = submission?.waitingSince ?? firstSubmittedAt;
        return { state: 'pending', facts, submittedAt };
      }
      return { state: 'found', analysed: { facts, analysedAt: finishedAt, firstSubmittedAt } };
    },
  };
}

function analysisId(facts: Facts, submittedAt: number): string {
  const digest = facts.type === 'file' || facts.type === 'url' ? facts.id : sha256(facts.id);
  return `${facts.type === 'file' ? 'f' : 'u'}-${digest}-${submittedAt}`;
}
