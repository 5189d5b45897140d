/** Agencies of the province with the documents of a working day; volumes are estimates of our own. */
export interface Agency {
  /** Code on the document axis; the prefix H37 is real, the rest is made up. */
  readonly code: string;
  readonly name: string;
  readonly received: number;
  readonly sent: number;
}

const ROWS: readonly (readonly [string, number, number])[] = [
  ['Văn phòng UBND tỉnh', 210, 130],
  ['Sở Nội vụ', 72, 48],
  ['Sở Tư pháp', 38, 24],
  ['Sở Tài chính', 95, 70],
  ['Sở Công Thương', 58, 36],
  ['Sở Nông nghiệp và Môi trường', 110, 82],
  ['Sở Xây dựng', 84, 61],
  ['Sở Khoa học và Công nghệ', 52, 33],
  ['Sở Văn hóa, Thể thao và Du lịch', 47, 35],
  ['Sở Y tế', 66, 44],
  ['Sở Giáo dục và Đào tạo', 74, 52],
  ['Sở Dân tộc và Tôn giáo', 29, 18],
  ['Sở Ngoại vụ', 24, 17],
  ['Thanh tra tỉnh', 22, 14],
  ['Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn', 41, 30],
  ['Công an tỉnh', 63, 39],
];

export const AGENCIES: readonly Agency[] = ROWS.map(([name, received, sent], index) => ({
  code: `H37.MP${String(index + 1).padStart(2, '0')}`,
  name,
  received,
  sent,
}));
