import type { Translation } from '../catalogue.ts';

/** What `info` answers. */
export function info(): Translation {
  return {
    'info.state': '{mark} **{name} {state}**',
    'info.state.since': '{mark} **{name} {state}**，已 {time}',
    'info.byUser': '{is}，由使用者操作',
    'info.because': '{is}：{reason}',
    'info.gone': '**{id} 已不存在。**',
    'info.failed': '**無法讀取：** {sentence}',
    'info.fallback': '{name} {state}',
    'info.publicAddress': '公有位址',
    'info.privateAddress': '私有位址',
    'info.publicDns': '公有 DNS',
    'info.privateDns': '私有 DNS',
    'info.type': '類型',
    'info.zone': '可用區域',
    'info.checks': '狀態檢查',
    'info.checks.initializing': '初始化中',
    'info.checks.passed': '{total, number} 項中有 {passed, number} 項通過',
    'info.protection': '停止保護',
    'info.launched': '啟動時間',
    'info.spot': 'Spot 執行個體',
    'info.scaling': 'Auto Scaling 群組',
    'info.schedule': '排程',
    'info.image': '映像',
    'info.tags': '標籤',
    'info.tags.more': '{tags} 等，還有 {count, number} 個',
    'info.id': 'ID',
    'info.console': 'AWS 主控台',
    'info.session': 'Session Manager',
    'info.on': '已啟用',
    'info.off': '未啟用',
    'info.yes': '是',
    'info.unread': '未讀取',
  };
}
