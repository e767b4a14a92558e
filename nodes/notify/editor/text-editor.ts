/** As much of the editor's code editor as is used. */
export type TextEditor = Pick<AceAjax.Editor, 'getValue' | 'destroy' | 'resize'>;

/** Pixels. */
const LEAST_HEIGHT = 150;

/** Opens an editor for the text of a mail in the open dialog. */
export function openTextEditor(text: string): TextEditor {
  const options = {
    id: 'node-input-text-editor',
    mode: 'ace/mode/handlebars',
    value: text,
    wordWrap: 'on',
    minimap: { enabled: false },
    // Folding is worked out later, and throws where the dialog was left before.
    folding: false,
  };
  return RED.editor.createEditor(options);
}

/** Gives it the height that all else in a dialog of `height` pixels leaves. */
export function fitTextEditor(editor: TextEditor, height: number): void {
  let rest = 0;
  $('.virustotal-notify > div:visible:not(.virustotal-notify-editor)').each((_index, row) => {
    rest += $(row).outerHeight(true) || 0;
  });
  $('#node-input-text-editor').css('height', `${Math.max(height - rest, LEAST_HEIGHT)}px`);
  editor.resize();
}
