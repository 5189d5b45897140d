/** The states of the text. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'text',
  {
    text: {
      vi: 'Số liệu mô phỏng, dùng để trình diễn.\n\nMọi con số đều ghi nguồn, tuổi và cách lấy.',
      en: 'Simulated figures, for demonstration.\n\nEvery figure states its source, age and method.',
    },
  },
  { widthRem: 36, heightRem: 19 },
  { widthRem: 20, heightRem: 14 },
);
