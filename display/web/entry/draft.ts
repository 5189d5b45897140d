/** What was typed and not recorded yet, kept by the browser of this machine: a reload, or a dead server, loses nothing. */
import type { Entry } from '../../../shared/entry/entry.ts';
import type { EntryForm } from '../../../shared/entry/form.ts';

export interface DraftField {
  /** As typed, or the id of a state; empty: left blank. */
  readonly text: string;
  /** "There is none", which is no blank. */
  readonly isNone: boolean;
}

export interface Draft {
  readonly when: string;
  /** By `indicator|place`. */
  readonly fields: Readonly<Record<string, DraftField>>;
  readonly confirmed: readonly string[];
  /** What was sent last under which id: the same again is sent under the same. */
  readonly sent?: { readonly id: string; readonly content: string } | undefined;
}

const NAME_KEY = 'wall.entry.name';
const draftKey = (source: string) => `wall.entry.draft.${source}`;

export function loadDraft(source: string): Draft | undefined {
  const text = localStorage.getItem(draftKey(source));
  if (text === null) return undefined;
  try {
    const draft = JSON.parse(text) as Draft;
    return typeof draft.when === 'string' && typeof draft.fields === 'object' ? draft : undefined;
  } catch {
    // Somebody else wrote there; a draft that cannot be read is none.
    return undefined;
  }
}

export function saveDraft(source: string, draft: Draft | undefined): void {
  if (draft === undefined) localStorage.removeItem(draftKey(source));
  else localStorage.setItem(draftKey(source), JSON.stringify(draft));
}

/** The name of who entered last on this machine, if they said that it may be kept. */
export function rememberedName(): string {
  return localStorage.getItem(NAME_KEY) ?? '';
}

export function rememberName(name: string | undefined): void {
  if (name === undefined) localStorage.removeItem(NAME_KEY);
  else localStorage.setItem(NAME_KEY, name);
}

/** The entry that a draft makes, in the order of the form; blank fields are no part of it. */
export function entryOf(draft: Draft, { source, fields }: EntryForm, by: string): Omit<Entry, 'id'> {
  const filled = fields.flatMap(({ key }) => {
    const field = draft.fields[key];
    return field !== undefined && (field.isNone || field.text.trim() !== '')
      ? [[key as string, field] as const]
      : [];
  });
  return {
    source,
    by,
    when: draft.when,
    values: filled.map(([key, { text, isNone }]) => {
      const [indicator = '', place = ''] = key.split('|');
      return { indicator, place, value: isNone ? null : text.trim() };
    }),
    confirmed: draft.confirmed.filter((key) => filled.some(([known]) => known === key)),
  };
}

/** The id under which this is sent: the same as before exactly when it is the same. */
export function sendingId(draft: Draft, entry: Omit<Entry, 'id'>): { id: string; content: string } {
  const content = JSON.stringify(entry);
  if (draft.sent?.content === content) return draft.sent;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { id: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''), content };
}
