import type { Pair } from '../language.ts';

/** Devices, terminals and their activation: what a refusal means, and the next step. zh-CN, then English. */
export const terminalsProblems = {
  'terminals.unknown': ['没有这台机具，请返回列表查看。', 'There is no such device of yours. Go back to the list.'],
  'terminals.place_unknown': [
    '没有这个存放地点，请刷新后重选。',
    'There is no such place of stock. Reload and choose again.',
  ],
  'terminals.relocate_not_now': [
    '机具现在不能移机：请先激活；因风险暂停的请先按提示申诉。',
    'This device cannot be moved now: activate it first, or answer the risk case that has stopped it.',
  ],
  'terminals.relocation_open': ['已有一个移机在办理，请等结果。', 'A move is under way already; wait for its result.'],
  'terminals.relocation_unknown': ['没有这个移机申请，请刷新。', 'There is no such move. Reload.'],
  'terminals.relocation_elsewhere': ['这个移机申请已处理，请刷新。', 'This move is decided already. Reload.'],
  'terminals.replace_not_now': [
    '终端现在不能换机：已暂停的请先解除暂停，还没激活过的请走“收到的机具不对”。',
    'This terminal cannot be given another device now: lift its suspension first; one that was never active is a matter of its parcel.',
  ],
  'terminals.replacement_open': [
    '换机已经在路上，请等新机送达。',
    'Another device is on its way already; wait for it.',
  ],
  'terminals.return_unknown': [
    '这个序列号没有待退回的记录，请核对机具背面的 S/N。',
    'Nothing of this serial number is to go back. Check the S/N on the back of the device.',
  ],
  'terminals.return_elsewhere': [
    '这台机具已由快递揽收，不能再在此交回。',
    'The courier has this device already; it cannot be handed in here.',
  ],
  'terminals.place_owner_unknown': [
    '没有这个网点或服务商，或其已被暂停。',
    'There is no such outlet or agent, or it is suspended.',
  ],
  'terminals.stock_file_unreadable': [
    '文件无法读取：需为 CSV，首行表头为 serial_no,model,wrapped_key，不超过 2000 行。',
    'The file cannot be read: it has to be CSV with the header serial_no,model,wrapped_key and at most 2,000 lines.',
  ],
  'terminals.stock_file_wrong': [
    '文件中有错误行，整个文件未入库。请改正后重新上传。',
    'Some lines are wrong, so nothing was imported. Put them right and hand the file in again.',
  ],
  'terminals.device_unknown': ['没有这台机具。', 'There is no such device.'],
  'terminals.device_not_returned': [
    '只有已退回的机具才能检验入库，请刷新查看状态。',
    'Only a device that came back is inspected. Reload and look again.',
  ],
  'terminals.device_not_here': [
    '这些机具不在该地点或不是空闲状态，整单未调拨：{serials}。请核对。',
    'These do not stand free at this place, so nothing was sent: {serials}. Check them.',
  ],
  'terminals.transfer_same_place': ['调出与调入地点相同，请重选。', 'From and to are the same place. Choose again.'],
  'terminals.transfer_unknown': ['没有这张调拨单。', 'There is no such transfer.'],
  'terminals.transfer_elsewhere': [
    '调拨单状态已变化，请刷新后再操作。',
    'The transfer has moved on. Reload and look again.',
  ],
  'terminals.count_open_already': ['该地点已有未结束的盘点。', 'This place is being counted already.'],
  'terminals.count_unknown': ['没有这次盘点。', 'There is no such count.'],
  'terminals.count_elsewhere': ['盘点状态已变化，请刷新后再操作。', 'The count has moved on. Reload and look again.'],
  'terminals.count_same_person': [
    '差异须由盘点人以外的另一人确认。',
    'Differences have to be confirmed by somebody else than who counted.',
  ],
  'terminals.report_too_late': [
    '这台机具已开始激活，请联系客服处理。',
    'Activation of this device has begun. Please call the hotline.',
  ],
  'terminals.report_open': [
    '这台机具的问题正在处理，处理完之前不能再操作。',
    'This device is being looked into; wait until that is done.',
  ],
  'terminals.serial_needed': [
    '请填写收到的机具背面的序列号。',
    'Type the serial number on the back of the device that came.',
  ],
  'terminals.serial_is_right': [
    '这正是寄给您的机具，可直接激活。',
    'This is the very device that was sent to you; go on and activate it.',
  ],
  'terminals.report_unknown': ['没有这条异常记录。', 'There is no such report.'],
  'terminals.report_elsewhere': [
    '这条异常已处理，或不能这样处理。请刷新查看。',
    'This report is resolved, or cannot be resolved this way. Reload and look again.',
  ],
  'terminals.arrived_not_free': [
    '收到的机具不在可用库存（可能属于其他商户），不能换绑。请改为另发一台。',
    'The device that came does not stand free in our stock, perhaps it is somebody else’s. Send another instead.',
  ],
  'terminals.out_of_stock': [
    '该机型无库存，请先入库。',
    'There is no device of this model in stock. Bring some in first.',
  ],
  'terminals.device_not_out': [
    '这台机具还没有送到您手上，请收到后再退回。',
    'This device has not reached you yet. Give it back once you have it.',
  ],
  'terminals.batch_open': [
    '机具上还有 {rows} 笔未结算，请先在机具上做“结算”，再退回。',
    '{rows} transactions at the device are not settled. Settle them at the device first, then give it back.',
  ],
  'terminals.not_hex': ['这不是十六进制报文，请检查是否少了一位。', 'These are no bytes in hex: is a digit missing?'],
  'activation.already_active': ['这台机具已经激活，无需激活码。', 'This device is active already and needs no code.'],
  'activation.reissue_limit': [
    '今天重发激活码的次数已用完，请稍后再试或拨打客服热线。',
    'No more new codes for now. Try later or call the hotline.',
  ],
} as const satisfies Record<string, Pair>;
