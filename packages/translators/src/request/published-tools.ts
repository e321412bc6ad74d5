import type { JsonObject } from '@gateway/spec';

/** A tool that a provider declares by type and the client runs, written out as a function. */
export interface PublishedTool {
  /** Matches the provider's type strings. */
  readonly nativeType: RegExp;
  readonly description: string;
  /** JSON Schema of the arguments the client's tool runner understands. */
  readonly inputSchema: JsonObject;
}

const text = (description: string): JsonObject => ({ type: 'string', description });
const integer = (description: string): JsonObject => ({ type: 'integer', description });
const lineRange = (description: string): JsonObject => ({
  type: 'array',
  items: { type: 'integer' },
  minItems: 2,
  maxItems: 2,
  description,
});

/**
 * Tools whose arguments are published, so that any model can call them when told the schema.
 *
 * @source Anthropic tool reference (bash, text editor, memory); OpenAI guide "Local shell"
 */
export const publishedTools: readonly PublishedTool[] = [
  {
    nativeType: /^bash_\d+$/,
    description: 'Runs a command in a persistent bash session and returns its output.',
    inputSchema: {
      type: 'object',
      properties: {
        command: text('The command to run. Needed unless restart is true.'),
        restart: { type: 'boolean', description: 'Starts the session anew.' },
      },
    },
  },
  {
    nativeType: /^text_editor_\d+$/,
    description: 'Views, creates and edits text files.',
    inputSchema: {
      type: 'object',
      properties: {
        command: {
          type: 'string',
          enum: ['view', 'create', 'str_replace', 'insert', 'undo_edit'],
          description: 'What to do.',
        },
        path: text('The file, or for view also the directory.'),
        view_range: lineRange('First and last line to view, counted from 1; -1 = to the end.'),
        file_text: text('Content of the file to create.'),
        old_str: text('The text to replace; must occur exactly once.'),
        new_str: text('The replacement.'),
        insert_line: integer('The line after which to insert; 0 = at the start.'),
        insert_text: text('The text to insert.'),
      },
      required: ['command', 'path'],
    },
  },
  {
    nativeType: /^memory_\d+$/,
    description: 'Keeps notes between conversations as files below /memories.',
    inputSchema: {
      type: 'object',
      properties: {
        command: {
          type: 'string',
          enum: ['view', 'create', 'str_replace', 'insert', 'delete', 'rename'],
          description: 'What to do.',
        },
        path: text('The file or directory below /memories.'),
        view_range: lineRange('First and last line to view.'),
        file_text: text('Content of the file to create.'),
        old_str: text('The text to replace; must occur exactly once.'),
        new_str: text('The replacement.'),
        insert_line: integer('The line after which to insert; 0 = at the start.'),
        insert_text: text('The text to insert.'),
        old_path: text('The file or directory to rename.'),
        new_path: text('Its new name.'),
      },
      required: ['command'],
    },
  },
  {
    nativeType: /^local_shell$/,
    description: 'Runs a command and returns its output.',
    inputSchema: {
      type: 'object',
      properties: {
        command: {
          type: 'array',
          items: { type: 'string' },
          description: 'The program and its arguments.',
        },
        timeout_ms: integer('Longest time the command may take, milliseconds.'),
        working_directory: text('The directory to run in.'),
        env: {
          type: 'object',
          properties: {},
          additionalProperties: { type: 'string' },
          description: 'Environment variables to set.',
        },
        user: text('The user to run as.'),
      },
      required: ['command', 'env'],
    },
  },
];
