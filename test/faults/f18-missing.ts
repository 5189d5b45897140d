/** F18: a series, or all of them, are missing from an answer that is well otherwise. */
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const VICTIM = 'linh-vuc-4';
const GONE = 'rieng@mot';

interface Case {
  readonly kind: string;
  readonly more?: Readonly<Record<string, unknown>>;
  /** Whether a series of the victim is missing, so that it must turn stale. The others must stay fresh. */
  readonly isMissing: (indicator: string, place: string) => boolean;
}
const CASES: readonly Case[] = [
  {
    kind: 'missing-series',
    more: { series: GONE },
    isMissing: (indicator, place) => indicator === `${VICTIM}.rieng` && place === 'mot',
  },
  // The second half of `tong, rieng@mot, rieng@hai, rieng@ba`.
  {
    kind: 'partial',
    isMissing: (indicator, place) => indicator === `${VICTIM}.rieng` && (place === 'hai' || place === 'ba'),
  },
  { kind: 'empty', isMissing: () => true },
];

export const row: FaultRow = {
  id: 'F18',
  name: 'missing series, partial list, empty list',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      for (const { kind, more, isMissing } of CASES) {
        const outage = await rig.outage(async () => {
          await rig.wall.fault(VICTIM, kind, more);
          await until(
            `${kind}: exactly the missing series to be stale`,
            () => isExactly(rig, isMissing),
            rig.domain(VICTIM).staleAfterMs + 3_000,
          );
          const figures = await rig.page.figures();
          if (figures.some(({ value }) => value === '0' || value === 'null'))
            throw new Error(`${kind}: a missing value became zero or none`);
          await rig.wall.fault(VICTIM, undefined);
        });
        await rig.expectEqual(outage);
        rig.expectOthersUnmoved(VICTIM);
        await rig.untilFresh();
        say(`${kind}: exactly the missing series turned stale, none became zero`);
      }
    }),
};

async function isExactly(rig: FaultRig, isMissing: Case['isMissing']): Promise<boolean> {
  const figures = (await rig.page.figures()).filter(({ indicator }) => indicator.startsWith(`${VICTIM}.`));
  return (
    figures.length > 0 &&
    figures.every(({ indicator, place, freshness }) =>
      isMissing(indicator, place) ? freshness === 'stale' : freshness === 'fresh',
    )
  );
}
