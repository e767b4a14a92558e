/** A mail that somebody has sent to the mailbox for phishing. */
export interface ReportedMail {
  readonly from: string;
  readonly subject: string;
  /** Header lines besides those that every mail has. */
  readonly headers?: readonly string[];
  readonly text?: string;
  readonly html?: string;
  readonly files?: readonly AttachedFile[];
}

interface AttachedFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Buffer;
  /** A picture in the text (RFC 2392). */
  readonly contentId?: string;
}

const CRLF = '\r\n';

/** Writes such a mail down as it lies in a mailbox (RFC 5322, RFC 2046). */
export function writeReportedMail({
  from,
  subject,
  headers = [],
  text = '',
  html,
  files = [],
}: ReportedMail): string {
  const words = Buffer.from(html ?? text).toString('base64');
  return [
    ...headers,
    `From: ${from}`,
    'To: phishing@alertwire.example',
    `Subject: ${subject}`,
    `Message-ID: <${idOf(subject)}@client.example>`,
    'Date: Thu, 15 Jan 2026 09:41:07 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=part',
    '',
    '--part',
    `Content-Type: text/${html === undefined ? 'plain' : 'html'}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    words,
    ...files.flatMap(writeFile),
    '--part--',
    '',
  ].join(CRLF);
}

/** What stands before the `@` in the Message-ID of a mail with this subject. */
export function idOf(subject: string): string {
  return subject.toLowerCase().replaceAll(/[^a-z\d]+/g, '-');
}

function writeFile({ name, type, content, contentId }: AttachedFile): string[] {
  const isMail = type === 'message/rfc822';
  return [
    '--part',
    `Content-Type: ${type}; name="${name}"`,
    `Content-Disposition: ${contentId === undefined ? 'attachment' : 'inline'}; filename="${name}"`,
    ...(contentId === undefined ? [] : [`Content-ID: <${contentId}>`]),
    `Content-Transfer-Encoding: ${isMail ? '8bit' : 'base64'}`,
    '',
    isMail ? String(content) : Buffer.from(content).toString('base64'),
  ];
}
