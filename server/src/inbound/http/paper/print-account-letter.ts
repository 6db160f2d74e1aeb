/** 账户核实函: what a corporate account's bank confirms under its seal, filled in from the draft; the photo of it is looked at by people. */
import { openPaper } from './open-paper.ts';

const MARGIN = 64;
const WIDTH = 595.28 - 2 * MARGIN;
const INK = '#16211f';
const DIM = '#5b6664';

export interface AccountLetter {
  readonly acquirer: string;
  readonly applicationId: string;
  readonly account: {
    readonly accountName: string;
    readonly accountNumber: string;
    readonly bankName: string;
    readonly branchCode: string;
  };
}

/** @returns the bytes of the PDF: one A4 page. */
export async function printAccountLetter({ acquirer, applicationId, account }: AccountLetter): Promise<Uint8Array> {
  const { paper, bytes } = await openPaper({ title: '账户核实函', margin: MARGIN });
  paper.fillColor(INK).fontSize(22).text('账户核实函', MARGIN, MARGIN, { width: WIDTH, align: 'center' });
  paper.fontSize(12);
  const line = (text: string, gap: number): void => {
    paper.text(text, MARGIN, paper.y + gap, { width: WIDTH, lineGap: 8 });
  };
  line(`致收单机构：${acquirer}`, 28);
  line('经核实，下列单位银行结算账户在我行开立，状态正常，户名与账号相符。', 10);
  line(`户名：${account.accountName}`, 16);
  line(`账号：${account.accountNumber}`, 6);
  line(`开户银行：${account.bankName}`, 6);
  line(`联行号：${account.branchCode}`, 6);
  line('开户银行（加盖业务公章）：', 70);
  line('经办人：　　　　　　　　　　联系电话：', 24);
  line('日期：　　　　年　　　月　　　日', 12);
  paper.fontSize(9).fillColor(DIM);
  line(`进件申请单 ${applicationId}。本函仅用于核实结算账户，不作他用；盖章后请拍照上传，原件自行保存。`, 60);
  return bytes();
}
