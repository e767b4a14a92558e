import { readable } from './mail-parts';

/** What a person sees who opens the link of example 09, or presses the button there. */
export interface ResponsePage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What can be read on it. */
  readonly text: string;
}

/** The link in the text of a mail, at the Node-RED that runs, whatever address the mail names. */
export function linkIn(text: string, nodeRedUrl: string): URL {
  const [link] = /https?:\/\/\S+\/wazuh-response\?\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`There is no link in:\n${text}`);
  const { pathname, search } = new URL(link);
  return new URL(pathname + search, nodeRedUrl);
}

/** Opens the page as a browser does, or a mail gateway. */
export async function openPage(link: URL, method: 'GET' | 'HEAD' = 'GET'): Promise<ResponsePage> {
  return read(await fetch(link, { method }));
}

/** Presses the button of a page that came from `link`: sends the fields of its form. */
export async function pressButton(link: URL, { html }: ResponsePage): Promise<ResponsePage> {
  const [, action = ''] = /<form method="post" action="([^"]*)">/.exec(html) ?? [];
  if (action === '') throw new Error(`There is no form in:\n${html}`);
  const fields = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)" \/>/g);
  const body = new URLSearchParams(
    Array.from(fields, ([, name = '', value = '']) => [name, value]),
  );
  return await post(new URL(action, link), body);
}

/** Sends fields to the page. */
export async function post(page: URL, body: URLSearchParams): Promise<ResponsePage> {
  return read(await fetch(page, { method: 'POST', body }));
}

async function read(response: Response): Promise<ResponsePage> {
  const html = await response.text();
  const text = readable(html.replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '='));
  return { status: response.status, headers: response.headers, html, text };
}
