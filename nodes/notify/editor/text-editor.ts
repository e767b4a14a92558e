/** As much of the editor's code editors as is used; of two kinds, and a plain one in their place. */
export interface TextEditor {
  getValue(): string;
  setValue(text: string, cursor?: number): void;
  resize(): void;
  destroy(): void;
  /** Monaco. */
  executeEdits?(source: string, edits: readonly object[]): void;
  getSelection?(): unknown;
  /** Ace. */
  insert?(text: string): void;
}

/** Pixels. */
const LEAST_HEIGHT = 130;

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

/** Writes a text at the cursor, in place of what is selected. */
export function insertInto(editor: TextEditor, text: string): void {
  if (editor.executeEdits && editor.getSelection) {
    editor.executeEdits('virustotal', [
      { range: editor.getSelection(), text, forceMoveMarkers: true },
    ]);
  } else if (editor.insert) {
    editor.insert(text);
  } else {
    editor.setValue(editor.getValue() + text);
  }
}

/** Gives it the height that all else in a dialog of `height` pixels leaves. */
export function fitTextEditor(editor: TextEditor, height: number): void {
  let rest = 0;
  $('.virustotal-notify > :visible:not(.virustotal-notify-editor, .virustotal-heard)').each(
    (_index, row) => {
      rest += $(row).outerHeight(true) || 0;
    },
  );
  $('#node-input-text-editor').css('height', `${Math.max(height - rest, LEAST_HEIGHT)}px`);
  editor.resize();
}
