import assert from 'node:assert/strict';
import {
  BANDS,
  DARK,
  DARK_BARS,
  LIGHT,
  LIGHT_BARS,
  type Pair,
} from '../../../src/mail/page/colours';
import { BUTTON } from '../../../src/mail/page/card';

/** WCAG 2.2: relative luminance, and the contrast ratio of two colours. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast({ front, back }: Pair): number {
  const [lighter = 0, darker = 0] = [luminance(front), luminance(back)].toSorted((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

const TEXT = 4.5;
const GRAPHICS = 3;

describe("the mail's colours", () => {
  const texts: [string, Pair][] = [
    ...Object.entries(BANDS).map(([level, pair]): [string, Pair] => [`the band of ${level}`, pair]),
    ['the button', BUTTON],
    ...Object.entries({ light: LIGHT, dark: DARK }).flatMap(([name, scheme]): [string, Pair][] => [
      [`text, ${name}`, { front: scheme.text, back: scheme.card }],
      [`names, ${name}`, { front: scheme.muted, back: scheme.card }],
      [`links, ${name}`, { front: scheme.link, back: scheme.card }],
      [`the note below, ${name}`, { front: scheme.muted, back: scheme.page }],
      [`the demonstration's line, ${name}`, scheme.notice],
    ]),
  ];
  for (const [name, pair] of texts) {
    it(`have contrast enough to be read: ${name}`, () => {
      assert.ok(contrast(pair) >= TEXT, `${contrast(pair).toFixed(2)} is too little`);
    });
  }

  const bars = [
    ['light', LIGHT_BARS, LIGHT.line],
    ['dark', DARK_BARS, DARK.line],
  ] as const;
  for (const [scheme, fronts, back] of bars) {
    for (const [level, front] of Object.entries(fronts)) {
      it(`show how far the bar goes: ${level}, ${scheme}`, () => {
        const ratio = contrast({ front, back });
        assert.ok(ratio >= GRAPHICS, `${ratio.toFixed(2)} is too little`);
      });
    }
  }
});
