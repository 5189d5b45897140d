/** How a widget kind tells its states: every story is one widget in one scenario, in a box of so many rem. */
import type { WidgetKind, WidgetOf } from '../../../shared/config/wall.ts';

export const SCENARIOS = ['fresh', 'late', 'stale', 'never', 'alerting', 'failed', 'contradicted'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface StoryBox {
  readonly widthRem: number;
  readonly heightRem: number;
}

export interface Story<Kind extends WidgetKind = WidgetKind> {
  readonly name: string;
  readonly scenario: Scenario;
  readonly widget: WidgetOf<Kind>;
  readonly box: StoryBox;
}

type Settings<Kind extends WidgetKind> = Omit<WidgetOf<Kind>, 'kind' | 'x' | 'y' | 'w' | 'h'>;

/** A story a scenario, and one in a box that is too narrow. */
export function storiesOf<Kind extends WidgetKind>(
  kind: Kind,
  settings: Settings<Kind>,
  box: StoryBox,
  narrow: StoryBox,
): readonly Story<Kind>[] {
  const widget = { kind, x: 0, y: 0, w: 3, h: 5, ...settings } as WidgetOf<Kind>;
  return [
    ...SCENARIOS.map((scenario): Story<Kind> => ({ name: scenario, scenario, widget, box })),
    { name: 'too narrow', scenario: 'alerting', widget, box: narrow },
    { name: 'too narrow, stale', scenario: 'stale', widget, box: narrow },
    { name: 'too narrow, contradicted', scenario: 'contradicted', widget, box: narrow },
  ];
}
