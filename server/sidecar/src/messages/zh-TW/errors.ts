import type { Translation } from '../catalogue.ts';

/** What is said when something of ours failed. */
export function errors(): Translation {
  return {
    'error.internal': '**ec2ctl 發生錯誤。** 伺服器記錄中的參考編號是 {reference}。',
    'error.internal.change':
      '**ec2ctl 發生錯誤。** 伺服器記錄中的參考編號是 {reference}。請先用 `/ec2ctl ls` 確認，再決定是否重來。',
    'error.notRecorded': '**無法記錄這項變更。** 沒有任何變更。Mattermost 拒絕了：{code}。請通知系統管理員。',
  };
}
