import type { Pair } from '../kit/language.ts';

export const words = {
  loading: ['正在读取…', 'Loading…'],
  failuresHint: [
    '按名字打开一种故障，照着说明去看系统怎么应对；同一开关也在各模拟器页上。',
    'Switch a failure on by its name and see how the system deals with it. The same switches stand on the simulators’ own tabs.',
  ],
  isOn: ['进行中', 'On'],
  reset: ['重置演示', 'Reset the demo'],
  resetTitle: ['把演示恢复到最初？', 'Put the demo back to its first state?'],
  resetWhat: [
    '所有商户、交易、工单、文件和模拟器里的记录都会清空，再写入最初的演示商户。大约二十秒。所有人都会被登出；控制台账号和密码不变。',
    'Merchants, sales, tickets, files and what the simulators remember are thrown away, and the first merchants are written again. It takes some twenty seconds. Everybody is signed out; console sign-ins keep their passwords.',
  ],
  resetYes: ['清空并重来', 'Throw away and start again'],
  cancel: ['取消', 'Cancel'],
  stopping: ['正在停止并清空…', 'Stopping and emptying…'],
  starting: ['正在重新启动…', 'Starting again…'],
  writing: ['正在写入演示商户…', 'Writing the merchants…'],
  failedToStart: [
    '没有成功。请在命令行停止后重新 npm start，原因在日志里。',
    'It failed. Stop it in the shell and run npm start again; the log says why.',
  ],
} as const satisfies Record<string, Pair>;
