/** The Vietnamese texts of the entry pages, and by their shape the list of all: words-en.ts must have the same keys. */
import type { EntryDoorReason } from '../../../shared/api.ts';
import type { EntryProblemReason } from '../../../shared/entry/entry-problem.ts';
import type { FormState } from '../../../shared/entry/standing.ts';

const state: Record<FormState, string> = {
  entered: 'đã nhập',
  awaited: 'chờ nhập',
  overdue: 'quá hạn, chờ nhập',
};

const door: Record<EntryDoorReason, string> = {
  'switched-off':
    'Máy chủ này đã tắt nhập tay (ENTRY=off, hoặc ALLOWED_ORIGINS cho thấy có proxy đứng trước).',
  'not-signed-in':
    'Chỉ trực ban đã đăng nhập mới nhập được. Hãy đăng nhập ở trang /console rồi mở lại trang này.',
  'not-operator': 'Tài khoản này chỉ được xem. Người có quyền trực ban mới nhập được.',
  'not-loopback':
    'Bạn đang xem từ máy khác. Hãy đăng nhập ở trang /console bằng tài khoản trực ban, hoặc nhập trên chính máy chạy màn hình.',
  forwarded:
    'Yêu cầu đi qua một proxy, nên không biết chắc ai đang nhập. Hãy mở trang này trực tiếp trên máy chủ.',
  'foreign-host': 'Địa chỉ đang mở không phải địa chỉ của chính máy này (127.0.0.1 hoặc localhost).',
  'no-origin': 'Trình duyệt không cho biết trang nào đang gửi.',
  'foreign-origin': 'Một trang khác đang cố gửi thay trang này.',
};

const problem: Record<EntryProblemReason, string> = {
  'no-name': 'ghi rõ ai nhập, ít nhất 2 chữ',
  'bad-name': 'tên có ký tự không dùng được, hoặc dài quá 80 chữ',
  'bad-when': 'không phải một kỳ hay thời điểm của biểu này',
  future: 'thời điểm này chưa đến',
  'nothing-entered': 'chưa nhập ô nào',
  'unknown-field': 'biểu không có ô này',
  twice: 'ô này có hai lần',
  'no-number': 'không phải một số',
  'ambiguous-number': 'hiểu được hai cách: {0} hoặc {1}; hãy viết không có dấu nghìn',
  'wrong-unit': 'đơn vị không đổi được sang {unit}',
  'not-whole': 'phải là số nguyên',
  'too-precise': 'quá nhiều chữ số',
  'below-least': 'ít nhất {0}',
  'above-most': 'nhiều nhất {0}',
  'unknown-state': 'không phải một trạng thái của chỉ tiêu',
  'far-from-last': 'khác xa lần trước ({0})',
  'beyond-scale': 'ngoài thang {0} – {1}',
};

const decision: Record<string, string> = {
  first: 'đã ghi, số đầu tiên',
  newer: 'đã ghi',
  correction: 'đã sửa, bản trước còn giữ',
  repeat: 'không đổi, không ghi lại',
  older: 'ghi vào lịch sử; đã có số mới hơn',
  future: 'KHÔNG ghi: thời điểm chưa đến',
  expired: 'KHÔNG ghi: cũ hơn phần lịch sử được giữ',
  crowded: 'KHÔNG ghi: quá nhiều số liệu đến muộn cùng lúc',
  fenced: 'KHÔNG ghi: có người vừa ghi trước',
};

export const vi = {
  title: 'Nhập tay',
  lead: 'Số liệu do người nhập, hiện là “nhập tay” trên mọi màn hình.',
  language: 'English',
  forms: 'Các biểu nhập',
  noForms: 'Cấu hình không có biểu nhập tay nào.',
  state,
  due: 'hạn {at}',
  covered: '{n}/{of} ô đã có số',
  anyTime: 'nhập khi có số',
  lastEntered: 'nhập lần cuối {span} trước',
  neverEntered: 'chưa nhập lần nào',
  by: 'Người nhập',
  byHint: 'họ tên hoặc chức trách',
  remember: 'Nhớ tên trên máy này',
  period: 'Kỳ số liệu',
  day: 'Ngày',
  moment: 'Thời điểm',
  place: 'Nơi',
  indicator: 'Chỉ tiêu',
  none: 'không có',
  noneHint: 'ghi rằng không có số',
  blank: 'để trống: không ghi gì',
  last: 'trước: {value}',
  lastNever: 'chưa có số',
  confirm: 'đúng như vậy',
  choose: 'chọn',
  review: 'Xem lại trước khi gửi',
  problems: '{n} chỗ cần sửa',
  draftKept: 'Bản nháp được giữ trên máy này.',
  clear: 'Bỏ bản nháp',
  summary: 'Sẽ ghi những số này',
  before: 'Đang có',
  after: 'Sẽ ghi',
  wasBefore: 'Trước đó',
  wasAfter: 'Đã ghi',
  change: 'Thay đổi',
  became: 'Kết quả',
  unchanged: 'không đổi',
  fresh: 'số đầu tiên',
  leftBlank: '{n} ô để trống, không ghi gì',
  send: 'Gửi',
  edit: 'Sửa lại',
  sending: 'Đang gửi…',
  recorded: 'Đã ghi',
  recordedBy: '{by} nhập, {office}',
  refused: 'KHÔNG ghi được, cả biểu',
  notRecorded: 'CHƯA GHI',
  waitingCollector:
    'Bộ thu thập chưa trả lời. Mục này đang chờ trong hàng đợi và sẽ được ghi khi bộ thu thập nhận.',
  waitingNobody: 'Không có bộ thu thập nào đang chạy. Mục này đang chờ trong hàng đợi và sẽ được ghi khi có.',
  sendAgainSafe: 'Bản nháp còn giữ. Gửi lại cũng chỉ ghi một lần.',
  unreachable: 'Không liên lạc được máy chủ, nên chưa rõ đã ghi hay chưa.',
  lost: 'Máy chủ không biết mục này: chưa có gì được ghi.',
  sendAgain: 'Gửi lại',
  another: 'Nhập kỳ khác',
  toForms: 'Về danh sách biểu',
  log: 'Các lần nhập gần đây',
  logEmpty: 'chưa có lần nào',
  rows: '{n} số',
  door,
  problem,
  decision,
};

/** What words-en.ts must have. */
export type EntryWords = typeof vi;
