import { inPieces } from '../../in-pieces';
import { parseInPieces } from '../../json-in-pieces';
import { isPlainObject } from '../../plain-object';
import { isLong } from '../reply/long-json';
import type { ServiceReport } from '../report';
import type { Service } from '../service';
import type { Finding } from './answer';
import { createPacker } from './pack';

/** What is known of an answer besides its text. */
export interface Header extends Omit<Finding, 'text'> {
  /** Milliseconds since the epoch, UTC. */
  readonly expiresAt: number;
}

/** What a kept answer has to be read with. */
export type ReadingService<Report extends ServiceReport> = Pick<
  Service<Report>,
  'api' | 'parseReport' | 'packDictionary'
>;

/** An answer as it was kept. */
interface KeptAnswer<Report extends ServiceReport> {
  readonly header: Header;
  readonly report: Report;
  readonly text: string;
}

/** How a store has an answer: a line with its header as JSON, then its text, packed together. */
export interface KeptAnswers<Report extends ServiceReport> {
  write(header: Header, text: string): Promise<Uint8Array>;
  /** The same at once; `undefined` where that may take long. */
  writeAtOnce(header: Header, text: string): Uint8Array | undefined;
  /** What was kept; `undefined` for what is damaged or was written by something else. Never rejects. */
  read(packed: Uint8Array): Promise<KeptAnswer<Report> | undefined>;
  /** The text in what was read or written before. */
  textIn(packed: Uint8Array | undefined): string;
}

/** Makes what writes and reads the answers of one service. */
export function createKeptAnswers<Report extends ServiceReport>(
  service: ReadingService<Report>,
): KeptAnswers<Report> {
  const { pack, packAtOnce, unpack, unpackSoon } = createPacker(service.packDictionary);

  async function parse(text: string): Promise<Report> {
    return service.parseReport(isLong(text) ? await inPieces(parseInPieces(text)) : text);
  }

  return {
    write: (header, text) => pack(together(header, text)),
    writeAtOnce: (header, text) => packAtOnce(together(header, text)),
    async read(packed) {
      try {
        const kept = split(await unpackSoon(packed));
        if (kept?.header.api !== service.api) return undefined;
        return { ...kept, report: await parse(kept.text) };
      } catch {
        return undefined;
      }
    },
    textIn(packed) {
      const kept = (packed && unpack(packed)) ?? '';
      return kept.slice(kept.indexOf('\n') + 1);
    },
  };
}

function together(header: Header, text: string): string {
  return `${JSON.stringify(header)}\n${text}`;
}

/** Throws for a header that is no JSON. */
function split(kept: string | undefined): { header: Header; text: string } | undefined {
  const end = kept?.indexOf('\n') ?? -1;
  if (kept === undefined || end < 0) return undefined;
  const header: unknown = JSON.parse(kept.slice(0, end));
  return isHeader(header) ? { header, text: kept.slice(end + 1) } : undefined;
}

function isHeader(value: unknown): value is Header {
  return (
    isPlainObject(value) &&
    (value.outcome === 'found' || value.outcome === 'unknown' || value.outcome === 'pending') &&
    (typeof value.api === 'number' || typeof value.api === 'string') &&
    typeof value.fetchedAt === 'number' &&
    typeof value.expiresAt === 'number' &&
    typeof value.link === 'string'
  );
}
