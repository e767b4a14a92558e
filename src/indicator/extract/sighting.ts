import type { IndicatorType } from '../indicator';

/** An indicator in a text. */
export interface Found {
  readonly type: IndicatorType;
  /** Refanged and without what does not belong to it; `identify` reads it as this type. */
  readonly value: string;
  /** Where it begins and ends in the text as given (UTF-16 code units; the end is not part of it). */
  readonly start: number;
  readonly end: number;
  /** The link of a mail gateway or another service in which it came, as it was written. */
  readonly wrapper?: string;
}

/** The same, with where the host is written that it has, or is: only where that was asked for. */
export interface Sighting extends Found {
  /** Both 0 for what has no host that can be read there. */
  readonly hostStart?: number;
  readonly hostEnd?: number;
}
