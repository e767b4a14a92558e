import type { IndicatorType } from '../indicator';

/** Something in a text. */
export interface Sighting {
  readonly type: IndicatorType;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Where the host is written that it has, or is; both 0 for what has none that can be read there. */
  readonly hostStart: number;
  readonly hostEnd: number;
  /** The link in which it came, where that is a mail gateway's or another service's. */
  readonly wrapper?: string;
}
