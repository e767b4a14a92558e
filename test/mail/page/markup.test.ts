import assert from 'node:assert/strict';
import { lines, markup, NOTHING } from '../../../src/mail/page/markup';

describe('markup', () => {
  it('escapes the text that is put into it, for elements and attributes', () => {
    const hostile = `</style><script>"&'`;
    const { html } = markup`<p title="${hostile}">${hostile}</p>`;
    const escaped = '&lt;/style&gt;&lt;script&gt;&quot;&amp;&#39;';
    assert.equal(html, `<p title="${escaped}">${escaped}</p>`);
  });

  it('takes markup as it is, alone and in a list', () => {
    const bold = markup`<b>${'<'}</b>`;
    assert.equal(
      markup`<p>${bold}${[bold, NOTHING, bold]}</p>`.html,
      `<p>${'<b>&lt;</b>'.repeat(3)}</p>`,
    );
  });

  it('takes numbers', () => assert.equal(markup`${1} / ${2.5}`.html, '1 / 2.5'));

  it('breaks lines where the text does', () => {
    assert.equal(lines('a\n<b>\nc').html, 'a<br>\n&lt;b&gt;<br>\nc');
  });
});
