import type { Translation } from '../catalogue.ts';

/** What `version` answers. */
export function version(): Translation {
  return {
    'version.title': '**ec2ctl {version}**，組建 {build}',
    'version.software': 'Mattermost {mattermost}',
    'version.software.admin': 'Mattermost {mattermost} · Node {runtime}',
    'version.credentials.demo': '登入資料：無，使用示範機群',
    'version.credentials.key': '登入資料：存取金鑰',
    'version.credentials.server': '登入資料：這台伺服器自己的 AWS 身分',
    'version.home': '主要區域 {region}',
    'version.role': '角色 {arn}',
    'version.endpoint': '端點 {url}',
    'version.caller': 'AWS 帳戶 {account}，身分 {arn}，分割區 {partition}',
    'version.regions': '最近一次得知的 {count, number} 個區域：{regions}',
    'version.regions.setting': '設定中的 {count, number} 個區域：{regions}',
    'version.regions.unknown': '區域：尚未查詢',
    'version.idle': '⚠️ 沒有授權任何人。{sentence}',
    'version.audit': '⚠️ 沒有頻道會收到變更通知。{sentence}',
    'version.idle.more': '⚠️ 另有 {count, number} 個項目沒有授權任何人；伺服器記錄中有它們的名稱。',
  };
}
