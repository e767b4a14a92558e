import assert from 'node:assert/strict';
import { TemplateError } from '../../../src/mail/errors';
import { compileTemplate } from '../../../src/mail/content/template';

function render(template: string, view: object): string {
  return compileTemplate(template).render(view).text;
}

function missing(template: string, view: object): readonly string[] {
  return compileTemplate(template).render(view).missing;
}

const ALERT = {
  verdict: { level: 'malicious', count: '52 / 70', reasons: ['One.', 'Two.'], total: 70 },
  detections: [
    { engine: 'A', label: 'x' },
    { engine: 'B', label: 'y' },
  ],
  virustotal_count: '52 / 70',
  zero: 0,
  empty: '',
  nothing: null,
  no: false,
  none: [],
  html: '<a href="x">&</a>/`=\'',
};

describe('Mustache in a template', () => {
  const table: [what: string, template: string, expected: string][] = [
    ['no tags', 'plain', 'plain'],
    ['nothing', '', ''],
    ['a variable', 'level {{verdict.level}}!', 'level malicious!'],
    ['spaces in a tag', '{{ verdict.level }}', 'malicious'],
    ['dotted names', '{{verdict.total}} of {{verdict.count}}', '70 of 52 / 70'],
    ['a position in a list', '{{detections.1.engine}}', 'B'],
    ['the length of a list', '{{detections.length}}', '2'],
    ['the length of a text', '{{verdict.level.length}}', '9'],
    ['a list, one item a line', '{{verdict.reasons}}', 'One.\nTwo.'],
    ['zero', '{{zero}}', '0'],
    ['false', '{{no}}', 'false'],
    ['null', '({{nothing}})', '()'],
    ['text as it is', '{{html}}', ALERT.html],
    ['the same in three braces', '{{{html}}}', ALERT.html],
    ['the same with an ampersand', '{{&html}}', ALERT.html],
    ['a comment', 'a{{! not shown }}b', 'ab'],
    ['an empty comment', 'a{{!}}b', 'ab'],
    ['a comment over two lines', 'a{{! not\nshown }}b', 'ab'],
    ['a list', '{{#detections}}{{engine}}={{label}} {{/detections}}', 'A=x B=y '],
    ['an object', '{{#verdict}}{{level}} {{zero}}{{/verdict}}', 'malicious 0'],
    ['a list of texts', '{{#verdict.reasons}}- {{.}} {{/verdict.reasons}}', '- One. - Two. '],
    ['text', '{{#virustotal_count}}{{.}}!{{/virustotal_count}}', '52 / 70!'],
    [
      'one in another',
      '{{#verdict}}{{#reasons}}{{level}} {{/reasons}}{{/verdict}}',
      'malicious malicious ',
    ],
    ['an inverted section', '{{^none}}a{{/none}}{{^detections}}b{{/detections}}', 'a'],
    ['the inverse of null', '{{^nothing}}a{{/nothing}}{{^absent}}b{{/absent}}', 'ab'],
    ['empty sections', '{{#zero}}a{{/zero}}{{#empty}}b{{/empty}}{{#none}}c{{/none}}', ''],
    ['lines of tags only', 'a\n{{#detections}}\n{{engine}}\n{{/detections}}\nb', 'a\nA\nB\nb'],
    ['other delimiters', '{{=<% %>=}}<%verdict.level%> {{x}}', 'malicious {{x}}'],
  ];
  for (const [what, template, expected] of table) {
    it(`${what}: ${JSON.stringify(template)}`, () => {
      assert.equal(render(template, ALERT), expected);
    });
  }

  it('takes a field with dots in its name before one that is further down', () => {
    const view = { 'a.b': 'flat', a: { b: 'deep', c: 'deeper' }, list: [{ a: { b: 'inner' } }] };
    assert.equal(render('{{a.b}} {{a.c}}', view), 'flat deeper');
    assert.equal(render('{{#list}}{{a.b}}{{/list}}', view), 'inner');
    assert.equal(render('%%{file.name}', { 'file.name': 'x.exe' }), 'x.exe');
    assert.deepEqual(missing('%%{file.name}', { 'file.name': 'x.exe' }), []);
    assert.equal(render('%%{a.b}', { 'a.b': () => 'run', a: { b: 'deep' } }), 'deep');
  });

  it('looks for a name in the section first, then around it', () => {
    const view = { list: [{ a: 1 }, { b: 2 }], a: 'outer a', b: 'outer b', c: { d: 'outer d' } };
    const template = '{{#list}}{{a}}, {{b}}, {{c.d}}; {{/list}}';
    assert.equal(render(template, view), '1, outer b, outer d; outer a, 2, outer d; ');
  });

  it('takes items that are nothing', () => {
    assert.equal(
      render('{{#list}}[{{.}}{{a}}]{{/list}}', { list: [null, undefined, 0, ''] }),
      '[][][0][]',
    );
    assert.deepEqual(missing('{{#list}}{{a}}{{/list}}', { list: [null] }), ['a']);
  });
});

describe("Devo Flow's marks in a template", () => {
  const table: [what: string, template: string, expected: string][] = [
    ['curly brackets', '%%{file}', 'a.exe'],
    ['small curly brackets', '%%\ufe5bfile\ufe5c', 'a.exe'],
    ['a space', '%% {file}', 'a.exe'],
    ['a space and small brackets', '%% \ufe5bfile\ufe5c', 'a.exe'],
    ['a no-break space', '%%\u00a0\ufe5bfile\ufe5c', 'a.exe'],
    ['spaces inside', '%%{ file }', 'a.exe'],
    ['mixed brackets', '%%\ufe5bfile}', 'a.exe'],
    ['one behind the other', '%%{file}%%{count}(%%{file})', 'a.exe2(a.exe)'],
    ['a dotted name', '%%{verdict.level}', 'clean'],
    ['a list, one item a line', '%%{list}', 'x\ny'],
    ['inside a section', '{{#items}}%%{name} {{/items}}', 'n1 n2 '],
    ['two spaces, which are too many', '%%  {file}', '%%  {file}'],
    ['one percent sign', '%{file}', '%{file}'],
    ['no brackets', '%%file', '%%file'],
    ['an empty pair', '%%{}', '%%{}'],
    ['two words', '%%{file name}', '%%{file name}'],
    ['no end', '%%{file', '%%{file'],
    ['percent signs', '100%% {', '100%% {'],
  ];
  const view = {
    file: 'a.exe',
    count: 2,
    verdict: { level: 'clean' },
    list: ['x', 'y'],
    items: [{ name: 'n1' }, { name: 'n2' }],
  };
  for (const [what, template, expected] of table) {
    it(`${what}: ${JSON.stringify(template)}`, () => {
      assert.equal(render(template, view), expected);
    });
  }

  const DOCUMENTED = [
    'Threat detected: %%﹛file_name﹜%%﹛sha_256﹜(%%﹛computer﹜).',
    'Virustotal count: %% ﹛virustotal_count﹜',
    'VirusTotal result: %% ﹛virustotal_result﹜',
  ].join('\n');

  it("fill the message of Devo Flow's document in as it is printed", () => {
    const event = {
      sha_256: '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c',
      file_name: 'textfile.exe',
      computer: '2009-EMEA-006',
      virustotal_count: '52 / 70',
      virustotal_result: ['Bkav -> W32.AIDetect', 'Other -> Trojan'],
    };
    const { text, missing: absent } = compileTemplate(DOCUMENTED).render(event);
    assert.deepEqual(text.split('\n'), [
      'Threat detected: textfile.exe52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c(2009-EMEA-006).',
      'Virustotal count: 52 / 70',
      'VirusTotal result: Bkav -> W32.AIDetect',
      'Other -> Trojan',
    ]);
    assert.deepEqual(absent, []);
  });

  it('report what is missing there', () => {
    const { text, missing: absent } = compileTemplate(DOCUMENTED).render({});
    assert.equal(text, 'Threat detected: ().\nVirustotal count: \nVirusTotal result: ');
    assert.deepEqual(absent, [
      'file_name',
      'sha_256',
      'computer',
      'virustotal_count',
      'virustotal_result',
    ]);
  });
});

describe("DNIF's marks in a template", () => {
  const view = {
    URL: 'http://example.com/',
    VTPositives: 3,
    empty: '',
    list: ['a', 'b'],
    no: null,
    yes: true,
    verdict: { count: '3 / 70' },
  };
  const table: [what: string, template: string, expected: string][] = [
    ['a field of the message', '$VTPositives engines: $URL', '3 engines: http://example.com/'],
    ['one at the end of a sentence', 'It is $URL.', 'It is http://example.com/.'],
    ['an empty field', '($empty)', '()'],
    ['a field that is null', '($no)', '()'],
    ['a list', '$list', 'a\nb'],
    ['a number', '$VTPositives.', '3.'],
    ['yes or no', '$yes', 'true'],
    ['an object', '$verdict.count', '$verdict.count'],
    ['a price', '$5 and $ 10', '$5 and $ 10'],
    ['a variable of the shell', '$HOME and ${URL}', '$HOME and ${URL}'],
    ['another case', '$url $vtpositives', '$url $vtpositives'],
    ['a longer name', '$URLs', '$URLs'],
    ['two dollars', '$$URL', '$http://example.com/'],
  ];
  for (const [what, template, expected] of table) {
    it(`${what}: ${template}`, () => assert.equal(render(template, view), expected));
  }

  it('are never reported as missing', () => {
    assert.deepEqual(missing('$HOME $Nothing', view), []);
  });
});

describe('a value', () => {
  const values = [
    '{{verdict.level}}',
    '%%{verdict.level}',
    '$empty',
    '{{#a}}',
    '{{>p}}',
    '{{',
    '$&$1',
  ];
  for (const value of values) {
    it(`that looks like a template is not expanded: ${value}`, () => {
      const view = { ...ALERT, value, list: [value] };
      const template = '{{value}}|%%{value}|$value|{{#list}}{{.}}{{/list}}';
      assert.equal(render(template, view), `${value}|${value}|${value}|${value}`);
    });
  }

  it('may be megabytes', () => {
    const value = '%%{'.repeat(1_000_000);
    assert.equal(render('%%{value}', { value }), value);
  });

  it('that is a function is not called and not shown', () => {
    const view = { run: () => assert.fail('called'), deep: { run: () => assert.fail('called') } };
    const template = '{{run}}%%{deep.run}{{#run}}a{{/run}}{{^run}}b{{/run}}';
    assert.equal(render(template, view), 'b');
    assert.deepEqual(missing(template, view), ['run', 'deep.run']);
    assert.equal(render('$run', view), '$run');
  });
});

describe('a name of the prototype', () => {
  const names = [
    'constructor',
    '__proto__',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'isPrototypeOf',
    'constructor.name',
    '__proto__.polluted',
    'list.constructor',
    'list.map',
    'text.constructor',
  ];
  for (const name of names) {
    it(`is no field: ${name}`, () => {
      const view = { list: [1], text: 'a', after: 'there' };
      const template = `{{${name}}}%%{${name}}{{#${name}}}x{{/${name}}} {{after}}`;
      const { text, missing: absent } = compileTemplate(template).render(view);
      assert.equal(text, ' there');
      assert.deepEqual(absent, [name]);
    });
  }

  for (const name of names.filter((each) => /^\w+$/.test(each))) {
    it(`stays with a dollar: $${name}`, () => assert.equal(render(`$${name}`, {}), `$${name}`));

    it(`is a field where the message has one of its own: ${name}`, () => {
      const view: object = JSON.parse(`{"${name}":"mine"}`);
      assert.equal(render(`{{${name}}} %%{${name}} $${name}`, view), 'mine mine mine');
    });
  }
});

describe('a missing field', () => {
  const table: [template: string, expected: string[]][] = [
    ['{{verdict.level}}', []],
    ['{{absent}}', ['absent']],
    ['{{absent}} {{absent}} %%{absent}', ['absent']],
    ['{{b}} {{a}}', ['b', 'a']],
    ['{{verdict.absent.deeper}}', ['verdict.absent.deeper']],
    ['{{nothing.deeper}}', ['nothing.deeper']],
    ['{{nothing}} {{empty}} {{zero}} {{none}}', []],
    ['{{#absent}}{{deeper}}{{/absent}}', []],
    ['{{^absent}}{{deeper}}{{/absent}}', ['deeper']],
    ['{{#detections}}{{absent}}{{/detections}}', ['absent']],
  ];
  for (const [template, expected] of table) {
    it(`is reported once: ${template} has [${expected.join(', ')}]`, () => {
      assert.deepEqual(missing(template, ALERT), expected);
    });
  }

  it('is reported for each message anew', () => {
    const template = compileTemplate('{{a}}');
    assert.deepEqual(template.render({}).missing, ['a']);
    assert.deepEqual(template.render({ a: 1 }).missing, []);
    assert.deepEqual(template.render({}).missing, ['a']);
  });
});

describe('a template that would take for ever', () => {
  const many = Array.from({ length: 25_000 }, () => 0);
  const table: [what: string, template: string, view: object][] = [
    [
      'fields that print nothing, again and again',
      `{{#all}}${'{{absent}}'.repeat(10_000)}{{/all}}`,
      { all: many },
    ],
    [
      'sections that are not there, again and again',
      `{{#all}}${'{{^all}}x{{/all}}'.repeat(5000)}{{/all}}`,
      { all: many },
    ],
    [
      'one name that goes very deep, again and again',
      `{{#all}}{{${'a.'.repeat(50_000)}a}}{{/all}}`,
      { all: many },
    ],
    [
      'a text of which nothing is shown, again and again',
      '{{#all}}{{long}}{{/all}}',
      { all: many, long: 'x'.repeat(25_000) },
    ],
  ];
  for (const [what, template, view] of table) {
    it(`is left off: ${what}`, () => {
      const { text, cut } = compileTemplate(template).render(view, {
        show: () => '',
        limit: 30_000,
      });
      assert.equal(cut, true);
      assert.equal(text, '');
    });
  }

  it('is none that repeats a few fields for each of many engines', () => {
    const engines = Array.from({ length: 100 }, (_, index) => ({ engine: `Engine ${index}` }));
    const template = compileTemplate(
      '{{#verdict.detections}}{{engine}} {{verdict.indicator.value}}\n{{/verdict.detections}}',
    );
    const view = { verdict: { detections: engines, indicator: { value: 'x' } } };
    const { text, cut } = template.render(view, { limit: 30_000 });
    assert.equal(cut, false);
    assert.equal(text.split('\n').length, 101);
  });
});

describe('what is no template', () => {
  const table: [template: string, message: RegExp][] = [
    ['{{a', /^Unclosed tag at 3$/],
    ['{{{a}}', /^Unclosed tag/],
    ['{{a}', /^Unclosed tag/],
    ['%%{{a}', /^Unclosed tag/],
    ['{{#a}}b', /^Unclosed section "a"/],
    ['{{^a}}b', /^Unclosed section "a"/],
    ['{{#a}}{{/b}}', /^Unclosed section "a"/],
    ['{{/a}}', /^Unopened section "a"/],
    ['{{>other}}', /^There are no partials here: \{\{>other\}\}$/],
    ['{{#a}}{{> other }}{{/a}}', /^There are no partials here/],
    ['{{}}', /^A tag has no name$/],
    ['{{ }}', /^A tag has no name$/],
    ['{{#}}a{{/}}', /^A tag has no name$/],
    ['{{=<%=}}', /./],
  ];
  for (const [template, message] of table) {
    it(`is refused when it is read: ${template}`, () => {
      assert.throws(
        () => compileTemplate(template),
        (error) => {
          assert.ok(error instanceof TemplateError);
          assert.equal(error.code, 'template');
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
