/** Figures that no system gives: people enter them in a form that is made of the indicators' own definitions. */
import { entryFormSchema, type EntryFormSettings } from '../../shared/config/entry-form.ts';
import type { EntryConnector } from '../push-connector.ts';

export const connector: EntryConnector<EntryFormSettings> = {
  id: 'manual',
  title: { vi: 'Nhập tay', en: 'Entered by hand' },
  settings: entryFormSchema,
  answers: 'entries',
  example: `id: ban-tin-toi
name: { vi: 'Bản tin cửa khẩu 20:00, nhập tay', en: '20:00 border gate bulletin, by hand' }
office: { vi: Ban QL KKTCK Đồng Đăng – Lạng Sơn, en: Border Economic Zone Authority }
domain: cua-khau-so
connector: manual
settings:
  title: { vi: Bản tin 20:00, en: 20:00 bulletin }
  period: day
  timeOfDay: '20:00'
  dueAfterMinutes: 45
  fields:
    # Every gate and crossing that has a figure, and the total of the bulletin.
    - { indicator: xe-ton-20h, province: true, kinds: [gate, crossing], min: 0, max: 20000 }
    - { indicator: xe-thong-quan-ngay, places: [huu-nghi, tan-thanh], min: 0 }
`,
};
