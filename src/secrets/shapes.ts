/** What a secret of this kind looks like, and what it is called where a person reads why it stays. */
export type Shape = readonly [kind: string, pattern: RegExp];

/** Not in the middle of a word: what is around it may be anything else. */
const START = '(?<![\\w-])';

function token(pattern: string): RegExp {
  return new RegExp(`${START}(?:${pattern})`);
}

/** The path of a service of which whoever knows it writes into a channel, or reads what is in it. */
function below(host: string, path: string): RegExp {
  return new RegExp(`${START}${host}\\.?(?::\\d{1,5})?/+${path}`, 'i');
}

/**
 * Secrets that are known by their look, whatever they are called and wherever they stand. Sources: RFC
 * 7515 (3.1) for the JWT, and what each service's documentation shows of its tokens.
 */
export const SHAPES: readonly Shape[] = [
  ['a JSON Web Token', token('eyJ[\\w-]{8,4096}\\.(?:eyJ[\\w-]{4,}|[\\w-]{0,4096}\\.[\\w-]{6,})')],
  ['a token of a Telegram bot', /(?<!\d)\d{6,12}(?::|%3a)AA[\w-]{30,}/i],
  ['a token of Slack', token('xox[a-z](?:\\.xox[a-z])?-[\\w-]{10,}|xapp-\\d-[\\w-]{10,}')],
  ['a token of GitHub', token('gh[opsur]_[A-Za-z\\d]{30,}|github_pat_[A-Za-z\\d]{20,}_?\\w*')],
  ['a token of GitLab', token('gl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent|oas)-[\\w-]{20,}')],
  ['a key of Amazon', token('(?:AKIA|ASIA)[A-Z2-7]{16}(?!\\w)')],
  [
    'a key of Google',
    token('AIza[\\w-]{35}|ya29\\.[\\w-]{20,}|GOCSPX-[\\w-]{20,}|1//0[\\w-]{30,}'),
  ],
  [
    'a key of OpenAI or Anthropic',
    token('sk-(?:ant-|proj-|svcacct-|or-)[\\w-]{20,}|sk-[A-Za-z\\d]{40,}'),
  ],
  ['a key of Stripe', token('[sr]k_(?:live|test)_[A-Za-z\\d]{16,}|whsec_[\\w+/=-]{20,}')],
  ['a key of SendGrid', token('SG\\.[\\w-]{16,}\\.[\\w-]{16,}')],
  ['a key of Mailgun', token('key-[\\da-f]{32}(?!\\w)')],
  ['a key of Brevo', token('xkeysib-[\\da-f]{32,}')],
  ['a token of Shopify', token('shp(?:at|ss|ca|pa|tka)_[\\da-f]{32}')],
  ['a token of a registry', token('npm_[A-Za-z\\d]{36}|pypi-AgE[\\w-]{30,}|dckr_pat_[\\w-]{20,}')],
  ['a token of DigitalOcean', token('do[opr]_v1_[\\da-f]{64}')],
  ['a token of Hugging Face', token('hf_[A-Za-z]{30,}')],
  ['a token of Vault', token('hv[sbr]\\.[\\w-]{24,}')],
  ['a token of Grafana', token('gl(?:sa|c)_[\\w+/=-]{30,}')],
  ['a token of Atlassian', token('AT(?:ATT|CTT|BB)[\\w=-]{24,}')],
  ['a token of Facebook', token('EAA[A-Za-z\\d]{60,}')],
  ['a token of Square', token('(?:sq0(?:atp|csp)-|EAAA)[\\w-]{22,}')],
  ['a token of Figma', token('figd_[\\w-]{30,}')],
  ['a token of Linear', token('lin_(?:api|oauth)_[A-Za-z\\d]{30,}')],
  ['a key of New Relic', token('NRAK-[A-Z\\d]{20,}')],
  ['a key of Postman', token('PMAK-[\\da-f]{20,}-[\\da-f]{30,}')],
  ['a token of Databricks', token('dapi[\\da-f]{32}(?!\\w)')],
  ['a token of Sentry', token('sntr(?:ys|yu)_[\\w+/=-]{30,}')],
  [
    'a webhook of Slack',
    below(
      'hooks\\.slack(?:-gov)?\\.com',
      '(?:services|workflows|triggers|commands|actions|app)/+\\w+/+\\w',
    ),
  ],
  [
    'a webhook of Discord',
    below('discord(?:app)?\\.com', 'api(?:/+v\\d+)?/+(?:webhooks|interactions)/+\\d+/+[\\w-]'),
  ],
  ['a token of a Telegram bot', below('telegram\\.org', '(?:file/+)?bot\\d+(?::|%3a)')],
  ['a webhook of Microsoft Teams', below('webhook\\.office(?:365)?\\.(?:com|us)', 'webhook\\w*/')],
  ['a webhook of Microsoft Teams', below('outlook\\.office(?:365)?\\.(?:com|us)', 'webhook/')],
  ['a webhook of Google Chat', below('chat\\.googleapis\\.com', 'v1/+spaces/+[^/\\s]+/+messages')],
  ['a webhook of Zapier', below('hooks\\.zapier\\.com', 'hooks/+\\w+/+\\w')],
  [
    'a webhook of IFTTT',
    below('maker\\.ifttt\\.com', '(?:use|trigger/[^/\\s]+/(?:json/)?with/key)/+[\\w-]'),
  ],
  [
    'a webhook of Make',
    below('hook\\.(?:[\\w-]+\\.)?(?:make|integromat|celonis)\\.com', '\\w{10}'),
  ],
  [
    'a webhook of Webex',
    below('(?:webexapis|api\\.ciscospark)\\.com', 'v1/+webhooks/+incoming/+\\w'),
  ],
  [
    'a webhook of Feishu or Lark',
    below('open\\.(?:feishu\\.cn|larksuite\\.com)', 'open-apis/bot/(?:v\\d/)?hook/+[\\w-]{8}'),
  ],
  [
    'a webhook of PagerDuty',
    below('events\\.(?:eu\\.)?pagerduty\\.com', '(?:x-ere|integration)/+\\w{8}'),
  ],
  [
    'a webhook of Splunk On-Call',
    below('alert\\.victorops\\.com', 'integrations/[^\\s?#]*/alert/+[\\w-]'),
  ],
  ['a webhook of Home Assistant', below('hooks\\.nabu\\.casa', '[\\w-]{10}')],
  [
    'a private calendar',
    below('calendar\\.google\\.com', 'calendar/[^\\s?#]*/private-[\\da-f]{16}'),
  ],
];
