import { addressesIn } from '../../../editor/shared/mail-addresses/address-list';
import { validate } from '../../../editor/shared/mail-addresses/addresses';
import { input, labelStyle, shownOr } from '../../../editor/shared/dialog';
import { emptyOrAtLeast } from '../../../editor/shared/durations';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { nodesAfter, tellUnwired } from '../../../editor/shared/unwired';
import { textOf, validator } from '../../../editor/shared/validator';
import { offerInsert } from './insert';
import { defaultTemplates, keepLanguage, offerLanguage, type DefaultTemplates } from './language';
import { showMails } from './mails';
import { offerPreview } from './preview';
import { fitTextEditor, openTextEditor, type TextEditor } from './text-editor';

interface NotifyProperties {
  name: string;
  group: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  via: string;
  style: string;
  mailer: string;
  digest: string;
  /** Of mails to no group; absent in a node that was saved before there was a choice. */
  language: string;
}

/** While the dialog is open, with the editor in which the text is written. */
interface OpenNotify extends NotifyProperties {
  editor?: TextEditor;
  templates?: DefaultTemplates;
}

const validMailer = validator((node: EditedNode<NotifyProperties>, value) => {
  if (shownOr(input('via'), node.via) !== 'smtp') return true;
  return isChosen(value) || node._('error.mailer');
});

/** Whether a config node is chosen; the editor has a choice that stands for none. */
function isChosen(id: unknown): boolean {
  return textOf(id) !== '' && id !== '_ADD_';
}

/** Says where nobody, or somebody else, decides who receives the mail. */
function showNobody(): void {
  const isNobody = !isChosen(input('group').val()) && !input('to').val();
  const via = input('via').val();
  $('#virustotal-notify-nobody').toggle(isNobody && via === 'message');
  $('#virustotal-notify-nobody-smtp').toggle(isNobody && via === 'smtp');
}

/** The templates of a new node, in English: so they are saved, whatever the language of the mail. */
function valuesOfNew(): { readonly subject: string; readonly text: string } {
  const { defaults } = RED.nodes.getType('virustotal-notify') ?? { defaults: {} };
  return { subject: String(defaults['subject']?.value), text: String(defaults['text']?.value) };
}

/** What each style is made for. */
const HINTS = ['hint.plain', 'hint.slack', 'hint.teams', 'hint.telegram', 'hint.ntfy'] as const;

/** Shows what belongs to a chat, or to a mail. A node of before there were styles gets one with its chat. */
function showChat(node: Translating): void {
  const isChat = input('via').val() === 'chat';
  $('.virustotal-notify-chat').toggle(isChat);
  $('.virustotal-notify-mailed').toggle(!isChat);
  if (!isChat) return;
  const style = input('style');
  if (!style.val()) style.val('plain');
  const hint = HINTS.find((key) => key === `hint.${String(style.val())}`);
  $('#virustotal-notify-style-hint').text(hint ? node._(hint) : '');
}

/** Templates that nobody has changed in the language of the group; what somebody has written stays. */
function showDefaults({ editor, templates }: OpenNotify): void {
  // By the time of an answer the dialog may be closed.
  if (!editor || !templates) return;
  const subject = input('subject');
  const [typedSubject, typedText] = [String(subject.val()), editor.getValue()];
  const [shownSubject, shownText] = [
    templates.toShow('subject', typedSubject),
    templates.toShow('text', typedText),
  ];
  if (shownSubject !== typedSubject) subject.val(shownSubject);
  if (shownText !== typedText) editor.setValue(shownText, -1);
}

/** The templates as they are to be saved. */
function typedTemplates(
  editor: TextEditor,
  templates: DefaultTemplates,
): { readonly subject: string; readonly text: string } {
  return {
    subject: templates.toSave('subject', String(input('subject').val() ?? '')),
    text: templates.toSave('text', editor.getValue()),
  };
}

function closeTextEditor(node: OpenNotify): void {
  if (node.editor) node.editor.destroy();
  delete node.editor;
  delete node.templates;
}

RED.nodes.registerType<NotifyProperties, OpenNotify>('virustotal-notify', {
  category: 'VirusTotal',
  categoryDescription: CATEGORY_DESCRIPTION,
  color: '#E9967A',
  defaults: {
    name: { value: '' },
    group: { value: '', type: 'virustotal-group', required: false },
    to: { value: '', validate },
    subject: { value: '{{verdict.level}}: {{verdict.indicator.value}}' },
    text: {
      value:
        '{{verdict.indicator.value}} is {{verdict.level}}: {{verdict.count}} engines flag it.\n\n{{verdict.reasons}}\n{{#count}}\nTimes seen: {{count}}{{#firstSeen}}, first received {{firstSeen}}, last {{lastSeen}}{{/firstSeen}}\n{{/count}}\n{{#alert.suppressed}}\nAlerts suppressed: {{alert.suppressed}}{{#alert.suppressedSince}} since {{alert.suppressedSince}}{{/alert.suppressedSince}}\n{{/alert.suppressed}}\n{{#verdict.detections.length}}\nFlagged by{{#verdict.detections}} · {{engine}}{{/verdict.detections}}\n{{/verdict.detections.length}}\n\n{{verdict.link}}',
    },
    html: { value: 'designed' },
    via: { value: 'message' },
    style: { value: 'plain' },
    // Not `required: false`: the editor would take an empty one for valid without asking.
    mailer: { value: '', type: 'virustotal-mailer', validate: validMailer },
    digest: { value: '', validate: emptyOrAtLeast(0, 'error.digest') },
    language: { value: '' },
  },
  inputs: 1,
  outputs: 2,
  icon: 'virustotal-notify.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    if (this.name) return this.name;
    if (this.via === 'chat' && this.style && this.style !== 'plain')
      return this._('name.chat', { chat: this._(`style.${this.style}`) });
    const group = RED.nodes.node(this.group);
    const whom = group ? textOf(group.name) : addressesIn(this.to)[0]?.written;
    return whom ? this._('name.whom', { whom }) : this._('name.plain');
  },
  labelStyle,
  inputLabels() {
    return this._('port.verdict');
  },
  outputLabels(index) {
    if (this.via === 'smtp') return this._(index === 0 ? 'port.delivered' : 'port.givenUp');
    return this._(index === 0 ? 'port.composed' : 'port.failed');
  },
  oneditprepare() {
    offerLanguage(this);
    const editor = openTextEditor(String(input('text').val() || ''));
    this.editor = editor;
    const templates = defaultTemplates(valuesOfNew(), () => showDefaults(this));
    this.templates = templates;
    const via = input('via');
    const ask = showMails(this);
    const isUnsent = nodesAfter(this.id, 0).length === 0;
    offerInsert(this, editor);
    offerPreview(this, () => typedTemplates(editor, templates));

    $('#node-input-group, #node-input-to').on('change keyup', showNobody);
    input('group')
      .add(input('language'))
      .on('change', () => showDefaults(this));
    input('style').on('change', () => showChat(this));
    via
      .on('change', () => {
        $('.virustotal-notify-smtp').toggle(via.val() === 'smtp');
        showChat(this);
        showDefaults(this);
        $('#virustotal-notify-unsent').toggle(isUnsent && via.val() !== 'smtp');
        input('mailer').trigger('change');
        showNobody();
        ask();
      })
      .trigger('change');
    tellUnwired(this, 1, this._('hint.unwired'));
    // While the dialog is being filled in there is nothing to be resized yet.
    setTimeout(() => via.on('change', () => RED.tray.resize()));
  },
  oneditsave() {
    if (this.editor && this.templates) {
      const { subject, text } = typedTemplates(this.editor, this.templates);
      input('subject').val(subject);
      input('text').val(text);
    }
    keepLanguage(this);
    closeTextEditor(this);
  },
  oneditcancel() {
    closeTextEditor(this);
  },
  oneditresize({ height }) {
    if (this.editor) fitTextEditor(this.editor, height);
  },
});
