import type { Translation } from '../catalogue.ts';

/** What a system admin who typed reads alone. */
export function admin(): Translation {
  return {
    'admin.denied.start': '**AWS 不允許 ec2ctl 啟動 {names}。**',
    'admin.denied.stop': '**AWS 不允許 ec2ctl 停止 {names}。**',
    'admin.denied.reboot': '**AWS 不允許 ec2ctl 重新啟動 {names}。**',
    'admin.denied.instances': '**AWS 不允許 ec2ctl 列出 {names} 的執行個體。**',
    'admin.denied.statusChecks': '**AWS 不允許 ec2ctl 讀取 {names} 的狀態檢查。**',
    'admin.denied.stopProtection': '**AWS 不允許 ec2ctl 讀取 {names} 的停止保護。**',
    'admin.denied.regions': '**AWS 不允許 ec2ctl 列出區域。**',
    'admin.failed.start': '**{names} 沒有啟動。**',
    'admin.failed.stop': '**{names} 沒有停止。**',
    'admin.failed.reboot': '**{names} 沒有重新啟動。**',
    'admin.open.reboot': '**可能未通知 {names} 重新啟動。**',
    'admin.failed.instances': '**無法讀取 {names}。**',
    'admin.failed.statusChecks': '**無法讀取 {names} 的狀態檢查。**',
    'admin.failed.stopProtection': '**無法讀取 {names} 的停止保護。**',
    'admin.failed.regions': '**無法讀取區域清單。**',
    'admin.allow': '請在 {principal} 的 IAM 政策中允許 {action}。',
    'admin.allow.ours': '請在目前登入資料的 IAM 政策中允許 {action}。',
    'admin.allow.tag': '若使用以標籤限制的政策，執行個體必須有標籤 {tag}。',
    'admin.forbidden': '有政策禁止 {principal} 使用 {action}，在別處允許也沒有用。',
    'admin.forbidden.ours': '有政策禁止目前的登入資料使用 {action}，在別處允許也沒有用。',
    'admin.forbidden.where': '這是下列類型的政策中的明確拒絕：{policy}。',
    'admin.forbidden.statement': '拒絕的陳述式是 {statement}。',
    'admin.resource': '請求的資源是 {resource}。',
    'admin.says': 'AWS 的說明：{words}',
    'admin.found': '失敗的原因：{words}',
  };
}
