/**
 * The 65 communes as the upstream systems know them: GSO code and their own spelling (Quý Hoà, Thuỵ Hùng), which
 * is not always ours. Populations are own estimates that add up to 807,315 (2023); no source gives them by commune.
 */
export interface Commune {
  readonly code: string;
  /** With its unit word, as these systems print it. */
  readonly name: string;
  readonly ward: boolean;
  readonly population: number;
}

const ROWS: readonly (readonly [code: string, name: string, population: number])[] = [
  ['05977', 'Phường Đông Kinh', 46315],
  ['05983', 'Phường Lương Văn Tri', 33100],
  ['05986', 'Phường Tam Thanh', 35400],
  ['06001', 'Xã Đoàn Kết', 8100],
  ['06004', 'Xã Quốc Khánh', 7600],
  ['06019', 'Xã Tân Tiến', 10600],
  ['06037', 'Xã Kháng Chiến', 11500],
  ['06040', 'Xã Thất Khê', 17800],
  ['06046', 'Xã Tràng Định', 7800],
  ['06058', 'Xã Quốc Việt', 12100],
  ['06073', 'Xã Hoa Thám', 10700],
  ['06076', 'Xã Quý Hoà', 8700],
  ['06079', 'Xã Hồng Phong', 8800],
  ['06085', 'Xã Thiện Hoà', 12600],
  ['06091', 'Xã Thiện Thuật', 8400],
  ['06103', 'Xã Thiện Long', 7500],
  ['06112', 'Xã Bình Gia', 15900],
  ['06115', 'Xã Tân Văn', 9900],
  ['06124', 'Xã Na Sầm', 14200],
  ['06148', 'Xã Thuỵ Hùng', 11800],
  ['06151', 'Xã Hội Hoan', 6400],
  ['06154', 'Xã Văn Lãng', 8000],
  ['06172', 'Xã Hoàng Văn Thụ', 6900],
  ['06184', 'Xã Đồng Đăng', 17600],
  ['06187', 'Phường Kỳ Lừa', 38900],
  ['06196', 'Xã Ba Sơn', 5300],
  ['06211', 'Xã Cao Lộc', 12400],
  ['06220', 'Xã Công Sơn', 11000],
  ['06253', 'Xã Văn Quan', 13900],
  ['06280', 'Xã Điềm He', 12400],
  ['06286', 'Xã Khánh Khê', 8100],
  ['06298', 'Xã Yên Phúc', 8200],
  ['06313', 'Xã Tri Lễ', 10400],
  ['06316', 'Xã Tân Đoàn', 11100],
  ['06325', 'Xã Bắc Sơn', 18700],
  ['06337', 'Xã Tân Tri', 12900],
  ['06349', 'Xã Hưng Vũ', 11200],
  ['06364', 'Xã Vũ Lễ', 13100],
  ['06367', 'Xã Vũ Lăng', 5800],
  ['06376', 'Xã Nhất Hoà', 5300],
  ['06385', 'Xã Hữu Lũng', 26800],
  ['06391', 'Xã Yên Bình', 5600],
  ['06400', 'Xã Hữu Liên', 13200],
  ['06415', 'Xã Vân Nham', 7200],
  ['06427', 'Xã Cai Kinh', 7800],
  ['06436', 'Xã Thiện Tân', 8300],
  ['06445', 'Xã Tân Thành', 7200],
  ['06457', 'Xã Tuấn Sơn', 8900],
  ['06463', 'Xã Chi Lăng', 21900],
  ['06475', 'Xã Bằng Mạc', 8100],
  ['06481', 'Xã Chiến Thắng', 6500],
  ['06496', 'Xã Nhân Lý', 11000],
  ['06505', 'Xã Vạn Linh', 6100],
  ['06517', 'Xã Quan Sơn', 7900],
  ['06526', 'Xã Na Dương', 18100],
  ['06529', 'Xã Lộc Bình', 19800],
  ['06541', 'Xã Mẫu Sơn', 5300],
  ['06565', 'Xã Khuất Xá', 12400],
  ['06577', 'Xã Thống Nhất', 9900],
  ['06601', 'Xã Lợi Bác', 6200],
  ['06607', 'Xã Xuân Dương', 13500],
  ['06613', 'Xã Đình Lập', 12900],
  ['06616', 'Xã Thái Bình', 6700],
  ['06625', 'Xã Kiên Mộc', 8900],
  ['06637', 'Xã Châu Sơn', 10700],
];

export const COMMUNES: readonly Commune[] = ROWS.map(([code, name, population]) => ({
  code,
  name,
  ward: name.startsWith('Phường'),
  population,
}));

export const POPULATION = COMMUNES.reduce((total, commune) => total + commune.population, 0);
