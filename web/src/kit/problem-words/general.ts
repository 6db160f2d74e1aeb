import type { Pair } from '../language.ts';

/** The line, the demo, and pages themselves: what a refusal means, and the next step. zh-CN, then English. */
export const generalProblems = {
  'audit.export_too_large': [
    '超过 {most} 行，一次导不完。请缩小日期或其他筛选条件，分几次导出。',
    'More than {most} rows, too many for one export. Narrow the days or the filter and export in parts.',
  ],
  'http.bad_request': [
    '填写的内容格式不对，请检查后重试。',
    'Something in the form does not fit. Check it and try again.',
  ],
  'jobs.not_given_up': ['这个任务已在重试或已完成，请刷新。', 'The job runs again or is done. Reload the page.'],
  'catalogue.import_unknown': ['没有这个文件，请刷新后重新导入。', 'There is no such file. Reload and bring it again.'],
  'catalogue.import_closed': ['文件的状态已变，请刷新。', 'The file has moved on. Reload the page.'],
  'catalogue.import_unreadable': [
    '第 {line} 行起读不了（{reason}）：请检查表头和引号，再重新选择文件。',
    'It cannot be read from line {line} on ({reason}). Check the header and the quotes, then choose the file again.',
  ],
  'catalogue.import_too_long': [
    '超过 {most} 行，请拆成几个文件。',
    'More than {most} lines. Cut it into several files.',
  ],
  'catalogue.import_empty': ['文件里没有内容。', 'The file has no lines.'],
  'catalogue.import_faulty': [
    '有 {faults} 行不对，改好后重新选择文件。',
    '{faults} lines are wrong. Correct them and choose the file again.',
  ],
  'catalogue.import_nothing_new': [
    '与现在生效的完全一样，无需导入。',
    'It says what is in force already; there is nothing to bring.',
  ],
  'catalogue.calendar_past': [
    '{day} 已经到了，不能再改。请从文件里改回原样。',
    '{day} has begun and cannot change. Put it back in the file as it was.',
  ],
  'catalogue.import_second_person': [
    '自己导入的须由另一位同事批准。',
    'What you brought must be decided by a colleague.',
  ],
  'catalogue.import_not_yours': [
    '只有导入人可以撤回，您可以驳回。',
    'Only whoever brought it may take it back. You may refuse it.',
  ],
  'catalogue.parameter_unknown': [
    '没有这个参数，请刷新后再选。',
    'There is no such parameter. Reload and choose again.',
  ],
  'catalogue.parameter_value': [
    '这个值的格式不对，现在的值是 {before}，请按同样的格式填写。',
    'This is not such a value. It is {before} now; enter one of the same kind.',
  ],
  'catalogue.parameter_same': ['那一天已经是这个值，无需修改。', 'That is its value on that day already.'],
  'catalogue.parameter_day': [
    '生效日须在 {first} 至 {last} 之间，请改选。',
    'The first day must lie between {first} and {last}. Choose another.',
  ],
  'catalogue.parameter_day_taken': [
    '{day} 已有一个新值生效，请改选另一天。',
    'Another value begins on {day} already. Choose another day.',
  ],
  'catalogue.parameter_change_unknown': ['没有这条提案，请刷新。', 'There is no such proposal. Reload the page.'],
  'catalogue.parameter_decided': ['这条提案已有结论，请刷新。', 'The proposal is decided already. Reload the page.'],
  'catalogue.parameter_second_person': [
    '自己的提案须由另一位同事审批。',
    'What you have proposed must be decided by a colleague.',
  ],
  'catalogue.parameter_not_yours': [
    '只有提案人可以撤回，您可以驳回。',
    'Only whoever proposed it may take it back. You may refuse it.',
  ],
  'console.list_place_wrong': [
    '没有从这里开始的一页，请回到第一页。',
    'No page begins there. Go back to the first one.',
  ],
  'console.export_days': [
    '导出全部商户的交易，请先选日期，最多 {most} 天；或指定一个商户。',
    'To export transactions of all merchants, choose days first, {most} at most; or name one merchant.',
  ],
  'http.not_found': ['没有找到这项内容，请返回上一页再试。', 'This was not found. Go back and try again.'],
  'http.unsupported': [
    '不支持这种文件，请改用 JPG 或 PNG 图片。',
    'This kind of file is not taken. Use a JPG or PNG picture.',
  ],
  'http.too_large': [
    '文件太大，请重新拍摄或压缩后再传。',
    'The file is too large. Take the photo again or make it smaller.',
  ],
  'http.origin': [
    '请求来自别的网站，已被拦截。请从本页面重新打开。',
    'The request came from another site and was stopped. Open this page again and retry.',
  ],
  'http.rate_limit': ['操作太频繁，请等一分钟再试。', 'Too many requests. Wait a minute and try again.'],
  'http.fault': [
    '系统出了问题，已记录。请稍后重试，仍不行请拨打客服热线。',
    'Something broke on our side and was recorded. Try again shortly, or call the hotline.',
  ],
  'http.unexpected': [
    '系统没有给出可识别的答复，请稍后重试。',
    'The server gave no answer that this page understands. Try again shortly.',
  ],
  'network.unreachable': [
    '网络不通，您填写的内容还在。请检查网络后重试。',
    'There is no connection; what you filled in is kept. Check the network and retry.',
  ],
  'page.fault': ['页面出了问题，请刷新后重试。', 'This page ran into a problem. Reload it and try again.'],
  'demo.only': ['这项功能只在演示模式下有。', 'This exists in demo mode only.'],
  'demo.person_unknown': [
    '演示里没有这个手机号的人。请从首页的列表中选一位。',
    'Nobody of the demo has this phone. Choose somebody from the list on the home page.',
  ],
  'demo.not_whole': [
    '这套演示是分角色运行的，不能在页面上重置。请停止各角色后清空数据库再启动。',
    'This demo runs in separate roles and cannot be put back here. Stop the roles, empty the database and start them again.',
  ],
  'demo.other_run': ['演示刚刚已经重置过了。请刷新页面。', 'The demo was put back a moment ago. Reload the page.'],
  'demo.clock_busy': ['时钟正在拨动，请等它走完再试。', 'The clock is already moving. Wait until it has finished.'],
  'http.idempotency_needed': ['请求须带 Idempotency-Key。', 'The request needs an Idempotency-Key.'],
} as const satisfies Record<string, Pair>;
