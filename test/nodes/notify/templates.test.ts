import assert from 'node:assert/strict';
import { readTemplates } from '../../../nodes/notify/templates';
import { ENGLISH } from '../../../src/mail/content/texts';
import { loadEditorScript } from '../../support/editor-sandbox';
import { mailTexts } from '../../support/translations';

const VIEW = { verdict: { level: 'clean', indicator: { value: 'a' } } };
const GERMAN = mailTexts('de');

function subjectOf(subject: unknown): string {
  return readTemplates({ subject, text: 'x' }, GERMAN).subject.render(VIEW).text;
}

describe('the templates of a notify node', () => {
  const saved = String(loadEditorScript('virustotal-notify').definition.defaults.text?.value);
  const subject = String(loadEditorScript('virustotal-notify').definition.defaults.subject?.value);

  it('are those of English in a new node', () => {
    assert.equal(saved, ENGLISH.say('default.text'));
    assert.equal(subject, ENGLISH.say('default.subject'));
  });

  for (const [what, text] of [
    ['as they are saved', saved],
    ['with the line ends of Windows', saved.replaceAll('\n', '\r\n')],
    ['where they are missing', undefined],
  ] as const) {
    it(`are those of the language where nobody has changed them: ${what}`, () => {
      const { text: template } = readTemplates({ text }, GERMAN);
      assert.match(template.render(VIEW).text, /Erkannt von/);
    });
  }

  for (const own of ['', 'Bad: {{verdict.level}}', `${subject} `]) {
    it(`stay as they are where somebody has written them: "${own}"`, () =>
      assert.equal(
        subjectOf(own),
        own.replace(/\{\{verdict\.level\}\}/, 'clean').replace(/\{\{.*?\}\}/, 'a'),
      ));
  }
});
