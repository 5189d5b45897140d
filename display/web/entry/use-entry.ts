/** One form being filled in: its draft, what is wrong with it, and its way from the form by the summary to the record. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { CONFIRMABLE, type EntryProblem } from '../../../shared/entry/entry-problem.ts';
import { instantText, knownTimes } from '../../../shared/entry/form-time.ts';
import { checkEntry } from '../../../shared/entry/validate-entry.ts';
import type { WallContext } from '../live/wall-context.ts';
import { lastReadings, type KnownForm } from '../marks/entry-forms.ts';
import { entryOf, rememberedName, rememberName, sendingId, type DraftField } from './draft.ts';
import { sendEntry, type SendResult } from './sender.ts';
import { useDraft } from './use-draft.ts';

type EntryStep = 'fill' | 'review' | 'sending' | 'told';

/** Periods that are offered: whoever was away for a while enters what was missed. */
const PERIODS_OFFERED = 14;
export const BLANK: DraftField = { text: '', isNone: false };

/** @param signedIn name of the account by which this one enters, which no one types. */
export function useEntry(
  wall: WallContext,
  { source, form }: KnownForm,
  signedIn: Readonly<Ref<string | undefined>>,
) {
  const { timeZone } = wall.config.province;
  const times = computed(() => knownTimes(form.settings, wall.serverNowMs.value, timeZone, PERIODS_OFFERED));
  const { draft, keptFields, clear, ...changing } = useDraft(source.id, () => ({
    when: times.value[0] ?? instantText(wall.serverNowMs.value, timeZone),
    fields: {},
    confirmed: [],
  }));
  const { signature, ...name } = useName(signedIn);
  const step = ref<EntryStep>('fill');
  const result = shallowRef<SendResult>();
  const lasts = lastReadings(wall, form);
  const entry = computed(() => entryOf(draft.value, form, signature.value));
  const checked = computed(() =>
    checkEntry(form, entry.value, {
      lastOf: (key) => lasts.value.get(key),
      nowMs: wall.serverNowMs.value,
      timeZone,
    }),
  );
  /** Fields that were left once, or all after a review: only of those something is said to be wrong. */
  const left = ref(new Set<string>(keptFields));
  const isReviewed = ref(false);

  return {
    draft,
    ...changing,
    ...name,
    signature,
    step,
    result,
    times,
    lasts,
    checked,
    problemOf(field: string): EntryProblem | undefined {
      const found = checked.value.problems.find((problem) => problem.field === field);
      return isReviewed.value || left.value.has(field) ? found : undefined;
    },
    isConfirmable: (problem: EntryProblem | undefined) =>
      problem !== undefined && CONFIRMABLE.has(problem.reason),
    leave: (field: string) => (left.value = new Set([...left.value, field])),
    /** True when there is nothing to mend. */
    review(): boolean {
      isReviewed.value = true;
      if (checked.value.problems.length > 0) return false;
      step.value = 'review';
      return true;
    },
    edit: () => (step.value = 'fill'),
    async send() {
      step.value = 'sending';
      const sent = sendingId(draft.value, entry.value);
      draft.value = { ...draft.value, sent };
      const told = await sendEntry({ ...entry.value, id: sent.id });
      result.value = told;
      step.value = told.state === 'invalid' ? 'fill' : 'told';
      if (told.state === 'recorded') clear();
    },
    startAnew() {
      clear();
      left.value = new Set();
      isReviewed.value = false;
      step.value = 'fill';
    },
  };
}

export type EntryInHand = ReturnType<typeof useEntry>;

/** Who enters: the account that is signed in, or else a name, kept by this browser only if they said so. */
function useName(signedIn: Readonly<Ref<string | undefined>>) {
  const by = ref(rememberedName());
  const isRemembered = ref(by.value !== '');
  watch([by, isRemembered], () => rememberName(isRemembered.value ? by.value.trim() : undefined));
  const signature = computed(() => signedIn.value ?? by.value);
  return { by, isRemembered, signedIn, signature };
}
