/** The states of the countdown. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'countdown',
  {
    startsOn: '2026-09-01',
    endsOn: '2026-12-09',
    source: { vi: 'Kế hoạch chiến dịch 100 ngày', en: 'Plan of the 100-day campaign' },
  },
  { widthRem: 36, heightRem: 19 },
  { widthRem: 20, heightRem: 14 },
);
