/** Branches to try the product with: drawn, apart from the structure of their codes (3 bank, 4 place, 5 serial). */
import { importBranches } from '../modules/catalogue/index.ts';
import type { World } from '../flows/ports.ts';

const BANKS = [
  ['102', '中国工商银行'],
  ['103', '中国农业银行'],
  ['104', '中国银行'],
  ['105', '中国建设银行'],
  ['301', '交通银行'],
  ['308', '招商银行'],
  ['403', '中国邮政储蓄银行'],
] as const;
const CITIES = [
  ['1000', '110100', '北京', ['朝阳', '海淀']],
  ['2900', '310100', '上海', ['浦东', '徐汇']],
  ['3010', '320100', '南京', ['鼓楼', '玄武']],
  ['3310', '330100', '杭州', ['西湖', '滨江', '余杭']],
  ['5810', '440100', '广州', ['天河', '越秀']],
  ['5840', '440300', '深圳', ['南山', '福田']],
  ['6510', '510100', '成都', ['锦江', '武侯']],
] as const;

/** Adds what is not there; also the branch at which the drawn company keeps its account. */
export async function ensureDemoBranches(world: World): Promise<void> {
  const branches = BANKS.flatMap(([bank, bankName]) =>
    CITIES.flatMap(([place, city, cityName, districts]) =>
      districts.map((district, i) => ({
        branchCode: `${bank}${place}${String(10_101 + i * 17)}`,
        bankName,
        branchName: `${bankName}股份有限公司${cityName}${district}支行`,
        city,
      })),
    ),
  );
  const ofTheCompany = [
    {
      branchCode: '103331009906',
      bankName: '中国农业银行',
      branchName: '中国农业银行股份有限公司杭州文新支行',
      city: '330100',
    },
    {
      branchCode: '105331006163',
      bankName: '中国建设银行',
      branchName: '中国建设银行股份有限公司杭州文西支行',
      city: '330100',
    },
  ];
  await importBranches(world.db, [...branches, ...ofTheCompany]);
}
