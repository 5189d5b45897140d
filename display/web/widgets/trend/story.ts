/** The states of the trend. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'trend',
  {
    series: [
      { indicator: 'xe-ton', place: 'tan-thanh' },
      { indicator: 'xe-ton', place: 'chi-ma' },
    ],
    hours: 24,
    periods: 30,
  },
  { widthRem: 75, heightRem: 34 },
  { widthRem: 34, heightRem: 20 },
);
