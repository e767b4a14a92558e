import { createHash } from 'node:crypto';
import type { ReceivedMail } from './received-mail';

/** Fetches the list anew whenever the server says that it has changed. */
const updateScript = `
new EventSource('/events').onmessage = async () => {
  const page = await (await fetch('/')).text();
  const fresh = new DOMParser().parseFromString(page, 'text/html').querySelector('main');
  document.querySelector('main').replaceWith(fresh);
};
`;

/**
 * Sent with every page; a mail shown in a frame inherits it. No remote picture, font or frame is
 * loaded, and no script runs but our own.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  `script-src 'sha256-${createHash('sha256').update(updateScript).digest('base64')}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 50rem; margin: 0 auto; padding: 1rem; }
h1 { overflow-wrap: anywhere; }
ol { list-style: none; padding: 0; }
li a { display: block; padding: .75rem 0; border-top: 1px solid #8886; color: inherit;
  text-decoration: none; overflow-wrap: anywhere; }
li a:hover, li a:focus { background: #8882; }
li strong, li span { display: block; }
li span, .none { opacity: .75; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { opacity: .75; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid #8886; }
iframe { width: 100%; height: 44rem; border: 1px solid #8886; background: #fff; }
`;

/** The list of received mails, newest first. */
export function listPage(mails: readonly ReceivedMail[]): string {
  const items = mails.toReversed().map(
    (
      mail,
    ) => `<li><a href="/mails/${mail.id}"><strong>${escape(mail.subject || '(no subject)')}</strong>
<span>${escape(mail.from)} to ${escape(mail.to)}</span>
<span><time>${mail.receivedAt}</time></span></a></li>`,
  );
  const list =
    items.length > 0 ? `<ol>${items.join('\n')}</ol>` : '<p class="none">No mail yet.</p>';
  return page(
    `Inbox (${mails.length})`,
    `<main><h1>Inbox (${mails.length})</h1>${list}</main><script>${updateScript}</script>`,
  );
}

/**
 * One mail: its headers, its page, where it has one, in which nothing can run or load, and its text.
 * The page comes first, as mail readers show it.
 */
export function mailPage(mail: ReceivedMail): string {
  const headers = [
    ['From', mail.from],
    ['To', mail.to],
    ['Sent to', mail.envelope.to.join(', ')],
    ['Received', mail.receivedAt],
    ['Message-ID', mail.messageId],
  ].map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escape(value)}</dd>`);
  const html =
    mail.html === undefined
      ? ''
      : `<h2>Page</h2><iframe title="The mail as a page" sandbox="" srcdoc="${escape(mail.html)}"></iframe>`;
  return page(
    mail.subject,
    `<p><a href="/">All mails</a></p>
<main><h1>${escape(mail.subject || '(no subject)')}</h1>
<dl>${headers.join('\n')}</dl>
${html}
<h2>Text</h2><pre>${escape(mail.text)}</pre></main>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
