/** Texts that were read once in a document. A table says the same commune, period and time in every row. */
import { normalPlaceName } from '../../../shared/place-name.ts';
import type { PeriodKind } from '../../../shared/period.ts';
import { periodInText, type PeriodInText } from '../../../shared/table/period-text.ts';

/** Kept for one document, whose rows bound it. */
export class Readings {
  private readonly names = new Map<string, string>();
  private readonly periods = new Map<string, PeriodInText>();
  private readonly times = new Map<string, number | undefined>();
  private readonly places = new Map<string, string | undefined>();

  name(text: string): string {
    return once(this.names, text, () => normalPlaceName(text));
  }

  period(text: string, kind: PeriodKind, cumulative: boolean): PeriodInText {
    return once(this.periods, `${kind}|${cumulative}|${text}`, () =>
      periodInText(text, kind, { cumulative }),
    );
  }

  time(text: string, read: () => number | undefined): number | undefined {
    return once(this.times, text, read);
  }

  place(text: string, find: () => string | undefined): string | undefined {
    return once(this.places, text, find);
  }
}

function once<Value>(known: Map<string, Value>, key: string, read: () => Value): Value {
  if (known.has(key)) return known.get(key) as Value;
  const value = read();
  known.set(key, value);
  return value;
}
