/** The states of the plan. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'plan',
  {
    source: { vi: 'Kế hoạch 233/KH-UBND', en: 'Plan 233/KH-UBND' },
    items: [
      {
        name: {
          vi: 'Đưa toàn bộ hồ sơ lên môi trường mạng và giải quyết đúng hạn',
          en: 'Settle all dossiers in time',
        },
        indicator: 'dung-han',
        due: '2026-12-31',
      },
      { name: { vi: 'Ban hành quy chế', en: 'Issue the rules' }, due: '2026-11-01' },
    ],
  },
  { widthRem: 55.5, heightRem: 24 },
  { widthRem: 24, heightRem: 18 },
);
