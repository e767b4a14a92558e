import type { TlpLabel } from '../../indicator/tlp';
import type { MailLevel } from '../content/levels';

/** Two colours of which one is read, or seen, on the other: `#rrggbb`. */
export interface Pair {
  readonly front: string;
  readonly back: string;
}

/** Colours of one scheme. Text has a contrast of 4.5 to its back, the bar of 3 (WCAG 2.2, AA). */
interface Scheme {
  readonly page: string;
  readonly card: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly link: string;
  readonly notice: Pair;
}

export const LIGHT: Scheme = {
  page: '#eef1f4',
  card: '#ffffff',
  text: '#1f2328',
  muted: '#57606a',
  line: '#d8dee4',
  link: '#0b57d0',
  notice: { front: '#4d3800', back: '#fff3cd' },
};

export const DARK: Scheme = {
  page: '#0d1117',
  card: '#161b22',
  text: '#e6edf3',
  muted: '#9ea7b3',
  line: '#3d444d',
  link: '#79b8ff',
  notice: { front: '#ffe8a3', back: '#3a2f0b' },
};

/** The labels of the Traffic Light Protocol, in the colours that it wants on its black (first.org/tlp). */
export const TLP: Readonly<Record<TlpLabel, Pair>> = {
  clear: { front: '#ffffff', back: '#000000' },
  green: { front: '#33ff00', back: '#000000' },
  amber: { front: '#ffc000', back: '#000000' },
  'amber+strict': { front: '#ffc000', back: '#000000' },
  red: { front: '#ff2b2b', back: '#000000' },
};

/** The band at the top of a card, the same in light and dark. */
export const BANDS: Readonly<Record<MailLevel, Pair>> = {
  malicious: { front: '#ffffff', back: '#b3261e' },
  suspicious: { front: '#2b1b00', back: '#ffb224' },
  clean: { front: '#ffffff', back: '#1a7f37' },
  unknown: { front: '#ffffff', back: '#57606a' },
  pending: { front: '#ffffff', back: '#57606a' },
  none: { front: '#ffffff', back: '#57606a' },
};

/** The filled part of the detection bar on a light card, by the level. */
export const LIGHT_BARS: Readonly<Record<MailLevel, string>> = {
  malicious: '#b3261e',
  suspicious: '#9a5b00',
  clean: '#1a7f37',
  unknown: '#57606a',
  pending: '#57606a',
  none: '#57606a',
};

/** The same on a dark card. */
export const DARK_BARS: Readonly<Record<MailLevel, string>> = {
  malicious: '#ff7b72',
  suspicious: '#ffb224',
  clean: '#56d364',
  unknown: '#9ea7b3',
  pending: '#9ea7b3',
  none: '#9ea7b3',
};
