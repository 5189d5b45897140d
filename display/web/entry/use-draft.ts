/** The draft of one form: changed field by field, and kept by the browser with every change. */
import { shallowRef, watch } from 'vue';
import { loadDraft, saveDraft, type Draft, type DraftField } from './draft.ts';

/** @param fresh makes an empty draft, of the newest period. */
export function useDraft(source: string, fresh: () => Draft) {
  const kept = loadDraft(source);
  const draft = shallowRef<Draft>(kept ?? fresh());
  watch(draft, (now) => saveDraft(source, isEmpty(now) ? undefined : now));
  return {
    draft,
    /** Fields that a draft of before brought. */
    keptFields: Object.keys(kept?.fields ?? {}),
    setWhen: (when: string) => (draft.value = { ...draft.value, when }),
    change(key: string, field: DraftField) {
      const { [key]: _before, ...others } = draft.value.fields;
      const isBlank = field.text === '' && !field.isNone;
      draft.value = {
        ...draft.value,
        fields: isBlank ? others : { ...others, [key]: field },
        // Another value is another thing to mean.
        confirmed: draft.value.confirmed.filter((one) => one !== key),
      };
    },
    confirm(key: string, isMeant: boolean) {
      const others = draft.value.confirmed.filter((one) => one !== key);
      draft.value = { ...draft.value, confirmed: isMeant ? [...others, key] : others };
    },
    clear: () => (draft.value = fresh()),
  };
}

function isEmpty({ fields }: Draft): boolean {
  return Object.keys(fields).length === 0;
}
