import { expect, test } from 'vitest';
import { rowsOf, type TextPiece } from '../ocr/rows.ts';
import { kindOfText, missingFields, readFields } from './index.ts';

const SIZE = 40;

/** A line of print: one box, characters side by side; [x, y] is where its left end and its middle stand. */
function print(text: string, x: number, y: number): TextPiece {
  const places = Array.from(text, (_, i) => (i + 0.5) / text.length);
  const width = text.length * SIZE;
  const box = { cx: x + width / 2, cy: y, width, height: SIZE * 1.3, angle: 0 };
  return { text, confidence: 0.9, places, box };
}

const valuesOf = (kind: Parameters<typeof readFields>[0], pieces: TextPiece[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(readFields(kind, rowsOf(pieces))).map(([name, field]) => [
      name,
      field.valid ? field.value : `! ${field.value}`,
    ]),
  );

const licence = (right: TextPiece[]): TextPiece[] => [
  print('营业执照', 900, 80),
  print('统一社会信用代码', 100, 80),
  print('91330106MA2KT9R46F', 100, 140),
  print('名', 100, 300),
  print('称', 230, 300),
  print('杭州星砾商贸有限公司', 340, 300),
  print('类型', 100, 390),
  print('有限责任公司', 340, 390),
  print('法定代表人', 100, 480),
  print('周雅琴', 340, 480),
  print('经营范围', 100, 570),
  print('一般项目：日用百货销售；', 340, 570),
  print('文具用品零售。', 340, 630),
  print('成立日期', 1_200, 300),
  print('2018年09月06日', 1_460, 300),
  ...right,
  print('登记机关', 1_200, 800),
];

test('values of a two-column licence stay in their columns, wrapped rows included', () => {
  const right = [
    print('营业期限', 1_200, 390),
    print('2018年09月06日至2048年', 1_460, 390),
    print('09月05日', 1_460, 450),
    print('住', 1_200, 540),
    print('所', 1_300, 540),
    print('浙江省杭州市西湖区文新街道', 1_460, 540),
    print('云栖路88号', 1_460, 600),
  ];
  expect(valuesOf('business_licence', licence(right))).toEqual({
    uscc: '91330106MA2KT9R46F',
    name: '杭州星砾商贸有限公司',
    type: '有限责任公司',
    legalPerson: '周雅琴',
    establishedOn: '2018-09-06',
    validTo: '2048-09-05',
    address: '浙江省杭州市西湖区文新街道云栖路88号',
    scope: '一般项目：日用百货销售；文具用品零售。',
  });
});

test('a licence that states no term is valid for ever, one whose term cannot be read is not', () => {
  const place = [print('住所', 1_200, 540), print('杭州市西湖区云栖路88号', 1_460, 540)];
  expect(valuesOf('business_licence', licence(place))['validTo']).toBe('长期');
  const smudged = licence([print('营业期限', 1_200, 390), print('2o18年0g月', 1_460, 390), ...place]);
  expect(valuesOf('business_licence', smudged)).not.toHaveProperty('validTo');
  const unlabelled = licence([print('2018年09月06日至2028年09月05日', 1_460, 390), ...place]);
  expect(valuesOf('business_licence', unlabelled)['validTo']).toBe('2028-09-05');
  const backwards = licence([print('营业期限', 1_200, 390), print('至2017年01月01日', 1_460, 390), ...place]);
  expect(valuesOf('business_licence', backwards)['validTo']).toBe('! 2017-01-01');
});

test('letters that a credit code never uses are read as the figures they look like', () => {
  const pieces = licence([]).map((piece) =>
    piece.text.startsWith('9133') ? print('9I33OIO6MA2KT9R46F', 100, 140) : piece,
  );
  expect(valuesOf('business_licence', pieces)['uscc']).toBe('91330106MA2KT9R46F');
});

test('a type that contradicts the code’s own mark is not trusted', () => {
  const pieces = licence([]).map((piece) => (piece.text === '有限责任公司' ? print('个体工商户', 340, 390) : piece));
  expect(valuesOf('business_licence', pieces)['type']).toBe('! 个体工商户');
});

test('a permit names its company in the middle of a sentence that runs over two rows', () => {
  const pieces = [
    print('开户许可证', 600, 80),
    print('核准号：|3310099000101', 100, 180),
    print('经审核，杭州星砾商贸', 100, 280),
    print('有限公司符合开户条件，准予', 100, 340),
    print('法定代表人（单位负责人）周雅琴', 100, 440),
    print('开户银行中国农业银行杭州文新支行', 100, 540),
    print('账号19045501040012345', 100, 640),
  ];
  expect(valuesOf('account_permit', pieces)).toEqual({
    permitNo: 'J3310099000101',
    accountName: '杭州星砾商贸有限公司',
    legalPerson: '周雅琴',
    bankName: '中国农业银行杭州文新支行',
    accountNumber: '19045501040012345',
  });
});

test('a contract’s parties are told by their roles, whichever way they are labelled', () => {
  const contract = (lessor: string, lessee: string): TextPiece[] => [
    print('房屋租赁合同', 600, 80),
    print(lessor, 100, 180),
    print(lessee, 100, 260),
    print('甲乙双方经协商一致订立本合同。', 100, 340),
    print('房屋坐落：杭州市西湖区文新街道云栖路88号2幢', 100, 420),
    print('603室。', 100, 500),
    print('租赁期限：自2024年7月1日起至2029年6月30日止。', 100, 580),
    print('乙方签章：', 100, 700),
  ];
  const facts = {
    documentType: 'lease',
    lessor: '吴国强',
    party: '杭州星砾商贸有限公司',
    address: '杭州市西湖区文新街道云栖路88号2幢603室',
    startsOn: '2024-07-01',
    endsOn: '2029-06-30',
  };
  expect(valuesOf('lease', contract('出租方（甲方）：吴国强', '承租方（乙方）：杭州星砾商贸有限公司'))).toEqual(facts);
  expect(valuesOf('lease', contract('甲方（出租人）：吴国强', '乙方(承租人):杭州星砾商贸有限公司'))).toEqual(facts);
  expect(valuesOf('lease', contract('出租人：吴国强', '承租人：杭州星砾商贸有限公司，电话：'))).toEqual(facts);
});

test('a term that ends before it begins is not trusted, and an owner’s certificate has no end', () => {
  const backwards = valuesOf('lease', [print('租赁期限：自2029年7月1日起至2024年6月30日止', 100, 80)]);
  expect(backwards['endsOn']).toBe('! 2024-06-30');
  const property = valuesOf('lease', [
    print('不动产权证书', 600, 80),
    print('权利人', 100, 200),
    print('陈桂芳', 400, 200),
    print('坐落', 100, 300),
    print('杭州市西湖区竹影巷26号', 400, 300),
    print('登记日期：2023年05月17日', 700, 900),
  ]);
  expect(property).toMatchObject({ documentType: 'property', party: '陈桂芳', startsOn: '2023-05-17', endsOn: '长期' });
});

test('a letter’s handler and number are told from the legal person’s', () => {
  const pieces = [
    print('授权委托书', 600, 80),
    print('委托单位：杭州星砾商贸有限公司', 100, 180),
    print('法定代表人：周雅琴', 100, 260),
    print('身份证号码：110105194912310021', 100, 340),
    print('受托人：孙悦性别：女', 100, 420),
    print('身份证号码：11010519491231002X', 100, 500),
    print('委托单位（盖章）：', 100, 700),
    print('日期：2026年5月12日', 100, 780),
  ];
  const rows = rowsOf(pieces);
  expect(valuesOf('auth_letter', pieces)).toEqual({
    company: '杭州星砾商贸有限公司',
    legalPerson: '周雅琴',
    handler: '孙悦',
    handlerIdNumber: '11010519491231002X',
    date: '2026-05-12',
  });
  expect(missingFields('auth_letter', readFields('auth_letter', rows))).toEqual([]);
  expect(kindOfText(rows)).toBe('auth_letter');
});

test('each paper’s own words tell its kind, also where it prints what another is made of', () => {
  expect(kindOfText(rowsOf(licence([])))).toBe('business_licence');
  const permit = [print('基本存款账户信息', 600, 80), print('开户银行：中国农业银行', 100, 200)];
  expect(kindOfText(rowsOf([...permit, print('账户号码：6228480402564890018', 100, 300)]))).toBe('account_permit');
});
