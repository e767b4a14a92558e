import type { Post } from './chat-server';

const FILE = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';
const LINK = `https://www.virustotal.com/gui/file/${FILE}`;
const TITLE = `malicious: ${FILE}`;

/** What each chat has to hold after the button of example 08 was pressed. */
const EXPECTED: readonly (readonly [chat: Post['chat'], what: readonly string[]])[] = [
  ['slack', [`"text":"*${TITLE}*\\n52 of 70 engines flag it`, `\\n<${LINK}|Open in VirusTotal>"`]],
  [
    'telegram',
    [`"<b>${TITLE}</b>\\n`, `<a href=\\"${LINK}\\">Open in VirusTotal</a>`, '"chat_id":"-100'],
  ],
  ['ntfy', ['52 of 70 engines flag it', `\n${LINK}`]],
];

/** What is wrong with the texts that example 08 has posted, a sentence for each thing. */
export function findChatFaults(posts: readonly Post[]): string[] {
  return EXPECTED.flatMap(([chat, what]) => {
    const own = posts.filter((post) => post.chat === chat);
    const [post] = own;
    if (!post || own.length > 1) return [`${chat} has ${own.length} texts, and not one`];
    const title =
      chat === 'ntfy' && post.headers['title'] !== TITLE ? ['The title is another'] : [];
    const missing = what.filter((each) => !post.body.includes(each));
    return [...title, ...missing.map((each) => `${chat} has no ${each} in ${post.body}`)];
  });
}
