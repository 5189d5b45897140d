/** Periods in words: `tháng 10/2026`, `quý III/2026`, `năm 2025`. Pure. */
import { periodKind } from '../../../shared/period.ts';
import { messages } from '../i18n/messages.ts';
import type { Locale } from '../live/wall-context.ts';

const ROMAN = ['I', 'II', 'III', 'IV'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A text that is no period is shown as it came. */
export function periodText(period: string, locale: Locale): string {
  const kind = periodKind(period);
  const [year = '', part = '', day = ''] = period.split('-');
  const words = messages[locale].period;
  const vietnamese = locale === 'vi';
  switch (kind) {
    case undefined:
      return period;
    case 'year':
      return vietnamese ? `${words.year} ${year}` : year;
    case 'quarter': {
      const quarter = Number(part.slice(1));
      return vietnamese
        ? `${words.quarter} ${ROMAN[quarter - 1]}/${year}`
        : `${words.quarter}${quarter} ${year}`;
    }
    case 'month':
      return vietnamese ? `${words.month} ${Number(part)}/${year}` : `${MONTHS[Number(part) - 1]} ${year}`;
    case 'week':
      return vietnamese
        ? `${words.week} ${Number(part.slice(1))}/${year}`
        : `${words.week} ${Number(part.slice(1))}, ${year}`;
    case 'day':
      return vietnamese
        ? `${words.day} ${Number(day)}/${Number(part)}/${year}`
        : `${Number(day)} ${MONTHS[Number(part) - 1]} ${year}`;
  }
}

/** A period that stands beside another of its year: `20/11`, `20 Nov`; longer ones are short enough. */
export function nearPeriodText(period: string, locale: Locale): string {
  if (periodKind(period) !== 'day') return periodText(period, locale);
  const [, month = '', day = ''] = period.split('-');
  return locale === 'vi' ? `${day}/${month}` : `${Number(day)} ${MONTHS[Number(month) - 1]}`;
}
